"""Our own spec, and a list of prices for it."""

from __future__ import annotations

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
