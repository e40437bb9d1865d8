"""Every valid combination of fields is accepted, makes something new, and can be read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import VALID, Probe


@pytest.mark.probes(*VALID)
def test_valid_requests_are_accepted(probe: Probe, send: Callable[[Probe], None]) -> None:
    send(probe)
