"""A key in any form but the right one is refused, and a request without one is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import KEYS, Probe


@pytest.mark.probes(*KEYS)
def test_keys_are_checked(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
