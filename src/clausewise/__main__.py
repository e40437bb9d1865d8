"""`python -m clausewise`: the command `clausewise`."""

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main())
