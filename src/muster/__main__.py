"""`python -m muster`: the same as the command `muster`."""

from muster.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
