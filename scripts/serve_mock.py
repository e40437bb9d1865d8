"""Serve the mock server: `python -m scripts.serve_mock`."""

from __future__ import annotations

import sys

from clausewise.cli import main

if __name__ == "__main__":
    sys.exit(main(["mock", *sys.argv[1:]]))
