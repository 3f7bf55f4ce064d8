"""`python -m muster`: the same as the command `muster`."""

from muster.cli.ending import run

if __name__ == "__main__":
    raise SystemExit(run())
