# make build: demo company to golden customers in DuckDB. make test: every check.
# Only python3 (3.11 or newer, with venv) is needed; all else comes from the lock files.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_WORKERS ?= 2
LOCK := uv pip compile --quiet --no-header --no-emit-index-url --no-annotate --universal \
	--python-version 3.11 pyproject.toml

export PYTHONUTF8 := 1
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help build test gate lint format docs benchmark lock clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-9s %s\n", $$1, $$2}'

build: $(VENV)/.installed ## Install what the lock file pins and build the demo company in DuckDB
	@$(BIN)/kindred build

test: $(VENV)/.installed-dev ## Install the development lock file and run every test
	@$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup $(PYTEST_ARGS)

gate: $(VENV)/.installed-dev build ## Build the demo company and hold it to Great Expectations: kindred validate
	@$(BIN)/kindred validate

lint: $(VENV)/.installed-dev ## Style and types only: ruff, mypy, sqlfluff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python scripts/ci/lint_sql.py

format: $(VENV)/.installed-dev ## Rewrite the Python files in house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.installed-dev ## Write docs/flow.svg and the generated parts of README and docs, after make build
	@PYTHONPATH=scripts $(BIN)/python -m docs

benchmark: $(VENV)/.installed-dev ## Kindred beside Splink 5 on a million records; BENCHMARK_ARGS="--records 100000"
	@PYTHONPATH=scripts $(BIN)/python -m benchmark $(BENCHMARK_ARGS)

lock: $(VENV)/.installed-dev ## Resolve the lock files anew from pyproject.toml
	@$(PIP) install uv
	@$(BIN)/$(LOCK) --upgrade --all-extras --output-file requirements-dev.txt
	@$(BIN)/$(LOCK) --upgrade --constraints requirements-dev.txt --output-file requirements.txt

clean: ## Remove what builds and tests leave behind, and the virtual environment
	@rm -rf $(VENV) target logs warehouse dist build .pytest_cache .ruff_cache .mypy_cache .hypothesis

# Both stamps are newer than what they were made from, so a second run installs nothing.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Kindred needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned requirements into $(VENV) ..." >&2
	@$(PIP) install --requirement requirements.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the development requirements into $(VENV) ..." >&2
	@$(PIP) install --requirement requirements-dev.txt
	@touch $@
