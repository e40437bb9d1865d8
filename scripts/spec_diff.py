"""Show what changed between two specs, and whom it breaks: `python -m scripts.spec_diff`."""

from __future__ import annotations

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main(["diff", *sys.argv[1:]]))
