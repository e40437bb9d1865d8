"""Fetching the video of a task: streamed, continued where it broke off, and under its name only when it is whole."""

from __future__ import annotations

from .options import Download
from .sending import fetch, fetch_async

__all__ = ["Download", "fetch", "fetch_async"]
