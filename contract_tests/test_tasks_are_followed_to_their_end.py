"""Every task that was started ends, and makes what was asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import Kind, Probe


@pytest.mark.followed
@pytest.mark.probes(Kind.ROW, afterwards=True)
def test_tasks_are_followed_to_their_end(probe: Probe, follow: Callable[[Probe], None]) -> None:
    follow(probe)


@pytest.mark.followed
def test_all_tasks_together(follow_others: Callable[[], None]) -> None:
    follow_others()
