"""Other methods, other media types and bodies that are no JSON object are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import PROTOCOL, Probe


@pytest.mark.probes(*PROTOCOL)
def test_protocol_is_kept(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
