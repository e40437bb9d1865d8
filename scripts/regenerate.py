"""Let client, versions and CHANGELOG follow the spec: `python -m scripts.regenerate`."""

from __future__ import annotations

import sys

from clausewise.cli.regenerate import main

if __name__ == "__main__":
    sys.exit(main())
