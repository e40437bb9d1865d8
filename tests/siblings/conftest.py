"""One server for all tests of siblings."""

from __future__ import annotations

from tests.engine.conftest import engine as engine
