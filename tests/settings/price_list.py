"""Our own spec, and a list of prices for it, as a text and as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.spec import Spec

SPEC = Spec.load()
PRICES = """
currency = "USD"

[[price]]
amount = 3
when = { model = "sora-2-pro", duration = "25" }

[[price]]
amount = 0.5
when = { model = "sora-2-pro" }

[[price]]
amount = 0.1
"""


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """The file of the list."""
    path = tmp_path / "prices.toml"
    path.write_text(PRICES)
    return path
