"""The SQL of a Splink model, as Kindred's comparisons and blocking rules say it."""

import re
from collections.abc import Callable, Iterable
from functools import cache

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

SIDES = {"l": "left", "r": "right"}

# Sorted, so that f(left, right) and f(right, left) are seen to be the same.
_COMMUTATIVE = (
    exp.And, exp.Or, exp.EQ, exp.NEQ, exp.Add, exp.Mul, exp.Greatest, exp.Least,
    exp.Levenshtein, exp.JarowinklerSimilarity,
)  # fmt: skip
_COMMUTATIVE_NAMES = {
    "damerau_levenshtein", "editdist3", "hamming", "jaccard", "jaro_similarity",
    "jaro_winkler_similarity", "levenshtein", "mismatches", "jaro_winkler", "jaro_sim",
}  # fmt: skip

_NEVER_FAILING = _COMMUTATIVE_NAMES | {
    "abs", "date_diff", "epoch", "jaro_winkler_similarity", "length", "levenshtein", "lower",
    "regexp_extract", "replace", "substr", "substring", "trim", "try_strptime", "upper",
}  # fmt: skip

# What PostgreSQL (with fuzzystrmatch) and Spark both have under the name that the
# translation gives it. DuckDB is asked itself.
_PORTABLE_FUNCTIONS = {
    "abs", "acos", "asin", "atan", "atan2", "ceil", "char_length", "coalesce", "concat", "cos",
    "exp", "floor", "greatest", "least", "left", "length", "levenshtein", "ln", "lower", "lpad",
    "ltrim", "mod", "nullif", "pow", "power", "radians", "regexp_replace", "replace",
    "reverse", "right", "round", "rpad", "rtrim", "sin", "soundex", "split_part", "sqrt",
    "substr", "substring", "translate", "trim", "upper", "date_trunc", "cast", "extract",
    "position",
}  # fmt: skip
_ENGINE_FUNCTIONS = {
    "postgres": {"metaphone", "dmetaphone", "similarity", "to_date", "strpos", "daitch_mokotoff"},
    "spark": {"to_date", "datediff", "date_diff", "locate", "regexp_extract", "try_to_date"},
}


class UntranslatableError(Exception):
    """A piece of SQL cannot be taken over; says why, and what to do."""


def parse(sql: str, dialect: str) -> exp.Expr:
    """A condition as a tree.

    Raises:
        UntranslatableError: It is no SQL of that dialect, or more than a condition.
    """
    try:
        trees = sqlglot.parse(sql, read=dialect)
    except SqlglotError as error:
        reason = str(error).splitlines()[0].split(". Line")[0]
        raise UntranslatableError(f"it is no {dialect} SQL ({reason}): {sql}") from None
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Condition) or tree.find(exp.Query):
        raise UntranslatableError(f"it is no condition over the columns of two records: {sql}")
    return tree


def named(tree: exp.Expr, name: Callable[[str, str], str]) -> exp.Expr:
    """The tree with its columns renamed.

    Args:
        tree: A condition over <column>_l and <column>_r, or l.<column> and r.<column>.
        name: A function of the column and its side (l or r) to the new name.
    """

    def rename(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        column, side = column_and_side(node)
        return exp.column(name(column, side))

    return tree.copy().transform(rename)


def column_and_side(node: exp.Column) -> tuple[str, str]:
    """The name of a column and whose it is: l or r.

    Raises:
        UntranslatableError: It is neither record's.
    """
    if node.table.lower() in SIDES:
        return node.name.lower(), node.table.lower()
    found = re.fullmatch(r"(.+)_([lr])", node.name.lower())
    if node.table or not found:
        raise UntranslatableError(
            f"it reads {node.sql()}, which belongs to neither record; write the column with "
            "_l or _r at its end."
        )
    return found[1], found[2]


def columns(tree: exp.Expr) -> list[str]:
    """Names of the columns that a condition reads, in its order, each once."""
    return list(
        dict.fromkeys(column_and_side(node)[0] for node in tree.find_all(exp.Column, bfs=False))
    )


def exact_match_column(tree: exp.Expr) -> str | None:
    """The column whose equality is all that the condition asks, if it is one such."""
    if not isinstance(tree, exp.EQ):
        return None
    ends = [tree.this, tree.expression]
    if not all(isinstance(end, exp.Column) for end in ends):
        return None
    (column, side), (other_column, other_side) = map(column_and_side, ends)
    return column if column == other_column and side != other_side else None


def missing_column(tree: exp.Expr) -> str | None:
    """The column of which one or both being NULL is all that the condition asks."""
    if not isinstance(tree, exp.Or):
        return None
    read = []
    for part in (tree.left, tree.right):
        if not (
            isinstance(part, exp.Is)
            and isinstance(part.this, exp.Column)
            and isinstance(part.expression, exp.Null)
        ):
            return None
        read.append(column_and_side(part.this))
    (column, side), (other_column, other_side) = read
    return column if column == other_column and side != other_side else None


def comparable_part(tree: exp.Expr) -> exp.Expr | None:
    """The X of ``NOT COALESCE(X, FALSE)``: what must hold for a comparison to be made."""
    inner = tree.this if isinstance(tree, exp.Not) else None
    if not isinstance(inner, exp.Coalesce) or len(inner.expressions) != 1:
        return None
    is_false = isinstance(inner.expressions[0], exp.Boolean) and not inner.expressions[0].this
    return inner.this.unnest() if is_false else None


def is_symmetric(tree: exp.Expr) -> bool:
    """Whether it says the same of two records in either order, as far as its form shows."""
    turned = named(tree, lambda column, side: f"{column}_{'r' if side == 'l' else 'l'}")
    straight = named(tree, lambda column, side: f"{column}_{side}")
    return _form(straight) == _form(turned)


def _form(node: object) -> str:
    """A text that is the same for trees that differ in the order of equal partners."""
    if isinstance(node, exp.Paren):
        return _form(node.this)
    if not isinstance(node, exp.Expr):
        return repr(node)
    if isinstance(node, exp.Case) and (ordered := _in_order(node)) is not None:
        return f"in order({_form(ordered[0])}, {_form(ordered[1])})"
    if isinstance(node, exp.Abs) and isinstance(node.this, exp.Sub | exp.DateDiff):
        inner = node.this
        ends = sorted([_form(inner.this), _form(inner.expression)])
        rest = repr(inner.args.get("unit"))
        return f"distance({type(inner).__name__}, {ends}, {rest})"
    parts = []
    for key, value in sorted(node.args.items()):
        values = value if isinstance(value, list) else [value]
        parts += [(key, _form(item)) for item in values if item is not None and item != []]
    name = node.name.lower() if isinstance(node, exp.Anonymous) else type(node).__name__
    if isinstance(node, exp.And | exp.Or):
        texts = sorted(_form(item) for item in node.flatten())
    elif isinstance(node, _COMMUTATIVE) or name in _COMMUTATIVE_NAMES:
        texts = sorted(text for _, text in parts)
    else:
        texts = [f"{key}={text}" for key, text in parts]
    return f"{name}({', '.join(texts)})"


def _in_order(node: exp.Case) -> tuple[exp.Expr, exp.Expr] | None:
    """What is asked where the left record has the lesser id, and where the right one has."""
    branches, default = node.args["ifs"], node.args.get("default")
    if len(branches) != 1 or default is None:
        return None
    asked = branches[0].this
    if isinstance(asked, exp.Case):
        # numbers of different lengths apart; see in_order
        asked = asked.args.get("default")
    if not isinstance(asked, exp.LT):
        return None
    ends = [getattr(end.find(exp.Column), "name", "") for end in (asked.this, asked.expression)]
    straight = (branches[0].args["true"], default)
    if ends == ["record_id_l", "record_id_r"]:
        return straight
    return straight[::-1] if ends == ["record_id_r", "record_id_l"] else None


def in_order(left: str, right: str) -> exp.Expr:
    """Whether the id in one column comes before that in the other where Splink sorts them.

    Splink orders ids as its engine does: numbers by size, text by its bytes. Here ids are
    text; those that are written as whole numbers on both sides are taken for numbers.
    """
    left, right = (f"cast({column} as text)" for column in (left, right))
    return sqlglot.parse_one(
        f"""
        case
            when translate({left} || {right}, '0123456789', '') = ''
                and left({left}, 1) <> '0' and left({right}, 1) <> '0'
                and length({left}) <> length({right})
                then length({left}) < length({right})
            else {left} < {right}
        end
        """,
        read="duckdb",
    )


def bytewise(tree: exp.Expr) -> exp.Expr:
    """The same with text compared by its bytes, whatever a PostgreSQL database sorts by."""

    def collated(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.LT) or not isinstance(node.this, exp.Cast):
            return node
        binary = exp.column("C", quoted=True)
        ends = [exp.Collate(this=end, expression=binary) for end in (node.this, node.expression)]
        return exp.LT(this=ends[0], expression=ends[1])

    return tree.transform(collated)


def repeated_call(trees: Iterable[exp.Expr]) -> exp.Expr | None:
    """The longest call that is made more than once and fails on no value, if there is one.

    Splink computes it for each level again until one holds; a measure is computed once.
    """
    found: dict[str, list[exp.Expr]] = {}
    for tree in trees:
        for node in tree.find_all(exp.Func):
            if all(_called(inner) in _NEVER_FAILING for inner in node.find_all(exp.Func)):
                found.setdefault(node.sql(), []).append(node)
    repeated = [nodes[0] for nodes in found.values() if len(nodes) > 1]
    return max(repeated, key=lambda node: len(node.sql()), default=None)


def _called(node: exp.Expr) -> str:
    """Name of the function that a node calls; empty for an operator."""
    if isinstance(node, exp.Connector | exp.Case | exp.If):
        return ""
    found = re.match(r"([a-z_0-9]+)\(", node.sql(dialect="duckdb").lower())
    return found[1] if found else ""


def replaced(tree: exp.Expr, old: exp.Expr, column: str) -> exp.Expr:
    """The tree with a column in the place of every piece that is equal to old."""
    return tree.copy().transform(lambda node: exp.column(column) if node == old else node)


def text_of(tree: exp.Expr, target: str) -> str:
    """SQL of the target engine, unchecked."""
    text: str = tree.sql(dialect=target, normalize_functions="lower", comments=False)
    return text


def rendered(tree: exp.Expr, target: str) -> str:
    """SQL of the target engine.

    Raises:
        UntranslatableError: The engine lacks a function.
    """
    text = text_of(tree, target)
    if target == "duckdb":
        _refuse_what_duckdb_refuses(tree, text)
        return text
    known = _PORTABLE_FUNCTIONS | _ENGINE_FUNCTIONS[target]
    for node in tree.find_all(exp.Func):
        # a branch of CASE is written by the CASE
        called = re.match(r"([a-z_0-9]+)\(", node.sql(dialect=target).lower())
        if called and called[1] not in known and not isinstance(node, exp.If):
            raise UntranslatableError(
                f"it calls {called[1]}, which {target} is not known to have; use levenshtein "
                "in its place, or leave the level out of the model."
            )
    return text


def _refuse_what_duckdb_refuses(tree: exp.Expr, text: str) -> None:
    reason = _duckdb_fault(text, tuple(sorted({node.name for node in tree.find_all(exp.Column)})))
    if reason is not None:
        raise UntranslatableError(
            f"duckdb cannot run it ({reason}); the columns are text there, as the source had "
            "them: cast them in the condition."
        )


@cache
def _duckdb_fault(text: str, names: tuple[str, ...]) -> str | None:
    """What DuckDB says against an expression over columns of text and times."""
    given = ", ".join(
        f"cast(null as {'timestamp' if name.endswith(('created_at', 'updated_at')) else 'varchar'})"
        f' as "{name}"'
        for name in names
    )
    source = f" from (select {given}) as pair" if given else ""
    connection = duckdb.connect()
    try:
        connection.execute(f"select {text}{source} where false")
    except duckdb.Error as error:
        return str(error).strip().splitlines()[0]
    finally:
        connection.close()
    return None
