"""Check that the committed client is what the spec generates: `python -m scripts.check_drift`."""

from __future__ import annotations

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main(["drift", *sys.argv[1:]]))
