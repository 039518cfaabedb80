"""Run the command line with `python -m facta.cli`."""

from facta.cli import program

if __name__ == "__main__":
    program()
