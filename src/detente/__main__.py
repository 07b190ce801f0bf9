"""Run the command line: `python -m detente`, or the script `detente`."""

import sys


def run() -> int:
    """The command line's exit status; Ctrl-C while it is still loading ends it as quietly as later."""
    try:
        from detente.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("detente: stopped\n")
        return 130
    return main()


if __name__ == "__main__":
    sys.exit(run())
