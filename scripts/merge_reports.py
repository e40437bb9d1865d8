"""Join the reports of the shards of a run: `python -m scripts.merge_reports`."""

from __future__ import annotations

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main(["merge", *sys.argv[1:]]))
