"""A task that no create has made cannot be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import UNKNOWN_IDS, Probe


@pytest.mark.probes(*UNKNOWN_IDS)
def test_unknown_ids_are_refused(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
