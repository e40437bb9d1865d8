"""The bundled server of a run that names no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.tasks import Task
from clausewise.settings.options import Options

#: Seconds that each stage of a task lasts.
PACE = 0.1


@contextmanager
def bundled_server(options: Options) -> Iterator[str]:
    """Serve on a free port while the context lasts, with the key of the run; gives the base URL."""
    keys = frozenset([options.key] if options.key else [])
    with running(MockServer(options.spec, keys=keys, pace=PACE, changes=[_some_fail])) as base_url:
        yield base_url


def _some_fail(server: MockServer) -> None:
    """Let the tasks fail that ask for HD where it has no effect: a run is to see failures too."""
    record = server.steps.record

    def failing(endpoint: Endpoint, task: Task) -> Any:
        fails = task.asked.hd and not task.asked.hd_has_effect and not task.life
        return record(endpoint, replace(task, life=("failed",)) if fails else task)

    server.steps.record = failing
