"""Let client, versions and CHANGELOG follow the spec: `python -m scripts.regenerate`."""

from __future__ import annotations

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main(["regenerate", *sys.argv[1:]]))
