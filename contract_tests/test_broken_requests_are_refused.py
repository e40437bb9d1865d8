"""A request that breaks one clause is refused, however near it comes to a valid one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import BROKEN, Probe


@pytest.mark.probes(*BROKEN)
def test_broken_requests_are_refused(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
