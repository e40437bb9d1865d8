"""A key in any form but the right one is refused, and a request without one is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import Kind, Probe


@pytest.mark.probes(Kind.KEY)
def test_keys_are_checked(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
