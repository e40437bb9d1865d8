"""The engine, as its own tests have it."""

from __future__ import annotations

from tests.engine.conftest import engine as engine
