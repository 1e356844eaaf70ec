"""`python -m atleast` is the command `atleast`."""

from atleast.cli.main import run

if __name__ == "__main__":
    run()
