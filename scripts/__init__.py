"""The commands of this repository, one verb a file: each calls the package `clausewise` of this checkout."""

from __future__ import annotations

import sys
from pathlib import Path

# The commands work from a checkout in which nothing is installed but the dependencies.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
