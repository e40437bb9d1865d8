"""A task that no create has made cannot be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import Kind, Probe


@pytest.mark.probes(Kind.READ)
def test_unknown_ids_are_refused(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
