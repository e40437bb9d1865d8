"""The HTTP library: the one place where hand-written code takes it from."""

from __future__ import annotations

import httpx as httpx

__all__ = ["httpx"]
