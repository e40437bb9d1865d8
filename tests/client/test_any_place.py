"""A client in any process, loop, thread or group: each id is that of its own request, and none is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import video_generations_client

ROOT = Path(__file__).parents[2]
PATHS = [ROOT, Path(video_generations_client.__file__).parents[1]]
PLACES = ("fork", "spawn", "forkserver", "thread", "second-loop", "loop-per-thread", "task-group", "trio-nursery")
#: Creates of one program: before, in the other place, and those that are under way meanwhile.
CALLS = {"fork": 6, "spawn": 6, "forkserver": 6, "thread": 12, "second-loop": 6, "loop-per-thread": 24}
CALLS |= {"task-group": 3, "trio-nursery": 3}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """The address of a server in a process of its own, and what asks for the ids that it has made."""
    command = [sys.executable, "-m", "tests.client.nonce_server"]
    with subprocess.Popen(  # noqa: S603 - made here
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, received = process.stdin, process.stdout

        def made() -> list[str]:
            sent.write("made\n")
            sent.flush()
            ids: list[str] = json.loads(received.readline())
            return ids

        yield received.readline().strip(), made
        sent.write("end\n")
        sent.close()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, PATHS)), "NO_PROXY": "*"}


#: One of each kind guards every line; the whole product is for the exhaustive run.
GUARDS = {("fork", "busy", "sync"), ("fork", "idle", "async"), ("loop-per-thread", "busy", "async")}
GUARDS |= {("second-loop", "idle", "async"), ("task-group", "busy", "async"), ("trio-nursery", "idle", "async")}
MATRIX = [
    pytest.param(place, pool, kind, marks=[] if (place, pool, kind) in GUARDS else [pytest.mark.exhaustive])
    for place in PLACES
    for pool in ("idle", "busy")
    for kind in ("sync", "async")
]


@pytest.mark.parametrize(("place", "pool", "kind"), MATRIX)
def test_each_id_is_that_of_its_own_request(
    place: str, pool: str, kind: str, server: tuple[str, Callable[[], list[str]]]
) -> None:
    url, made = server
    before = len(made())
    result = subprocess.run(  # noqa: S603 - made here
        [sys.executable, "-m", "tests.client.places", place, pool, kind, url],
        capture_output=True,
        text=True,
        env=_environment(),
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    new = made()[before:]
    for prompt, task_id in answer["found"]:
        assert task_id.startswith("task-"), task_id
        assert task_id.endswith(f"-of-{prompt}")
    assert len(new) == 3 + CALLS[place] + (3 if pool == "busy" else 0), "one POST for each call"
    told = " ".join([*(task_id for _, task_id in answer["found"]), *answer["told"]])
    assert [task_id for task_id in new if task_id not in told] == [], "lost"
    assert result.stderr == ""
