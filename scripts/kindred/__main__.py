"""Run the command line as ``python -m kindred``."""

from kindred.cli import main

if __name__ == "__main__":
    main()
