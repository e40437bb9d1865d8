"""Check that a spec is sound: `python -m scripts.check_spec`."""

from __future__ import annotations

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main(["lint", *sys.argv[1:]]))
