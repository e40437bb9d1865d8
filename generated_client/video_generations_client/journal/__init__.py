"""The journal: what was sent by which name, so that nothing is paid twice."""

from __future__ import annotations

from .awaited import AsyncJournal
from .book import Journal
from .entry import Entry

__all__ = ["AsyncJournal", "Entry", "Journal"]
