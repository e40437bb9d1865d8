"""The client against the mock server, right and wrong: what is paid is never lost, and never paid twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from video_generations_client import OutcomeUnknown, Task, Timeouts, VideoGenerations, VideoGenerationsError
from video_generations_client.contract import contract

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes, faults, variants
from clausewise.mock_server.running import Switch, running
from clausewise.spec import Spec

SPEC = Spec.load()
KEY = "sk-mock-0123456789"
EXAMPLES = SPEC.operation(contract().create.id).node["requestBody"]["content"]["application/json"]["examples"]
BODIES = [example["value"] for example in EXAMPLES.values()]
#: Started, or counted as such by the mock, and refused in so many words: no client can know.
LIES = {"status-400", "answer-error-inside"}
#: Families of faults that a valid create can meet; the others are about other requests.
MET = {"refuses what it must accept", "crashes", "wrong answer", "auth and leaks", "slowness and drops"}
#: Seconds until a silent server is given up; long where none is silent, since a busy machine is no fault.
SHORT, LONG = 0.3, 20.0


@pytest.fixture(scope="module")
def switch() -> Iterator[tuple[Switch, VideoGenerations]]:
    switch = Switch(_mock())
    with running(switch) as url, VideoGenerations(KEY, base_url=url) as client:
        yield switch, client


def _mock(**misbehaviour: str | None) -> MockServer:
    return MockServer(SPEC, keys=frozenset({KEY}), pace=0.0, changes=changes(**misbehaviour))


def _outcomes(server: MockServer, client: VideoGenerations, read: float) -> Iterator[tuple[object, int, int]]:
    """The outcomes by example of the spec: what the create led to, how many requests left, how many were accepted."""
    for body in BODIES:
        sent, accepted = server.requests, server.accepted
        try:
            outcome: object = client.create(**body, timeout=Timeouts(read=read))
        except VideoGenerationsError as error:
            outcome = error
        yield outcome, server.requests - sent, server.accepted - accepted


@pytest.mark.parametrize("name", sorted(name for name, fault in faults().items() if fault.family in MET))
def test_what_a_wrong_server_accepts_is_sent_once_and_known(name: str, switch: tuple[Switch, VideoGenerations]) -> None:
    """A create ends with its task, or with the one error that says: perhaps. Any other error means: not accepted."""
    switch[0].app = server = _mock(fault=name)
    read = SHORT if faults()[name].family == "slowness and drops" else LONG
    for outcome, sent, accepted in _outcomes(server, switch[1], read):
        assert sent == 1
        assert accepted <= 1
        if accepted and name not in LIES:
            assert isinstance(outcome, (Task, OutcomeUnknown)), outcome
        if not accepted:
            assert isinstance(outcome, VideoGenerationsError), outcome
        assert KEY not in repr(outcome)


@pytest.mark.parametrize("name", [None, *sorted(variants())])
def test_a_right_server_is_understood_however_it_differs(
    name: str | None, switch: tuple[Switch, VideoGenerations]
) -> None:
    switch[0].app = server = _mock(variant=name)
    for outcome, sent, accepted in _outcomes(server, switch[1], LONG):
        assert (sent, accepted) in ((1, 1), (1, 0))
        assert isinstance(outcome, Task) if accepted else isinstance(outcome, VideoGenerationsError), outcome


@pytest.mark.parametrize("name", [None, "records-enveloped", "records-bare", "ids-prefixed", "ids-video"])
def test_a_task_is_followed_to_its_end(name: str | None, switch: tuple[Switch, VideoGenerations]) -> None:
    switch[0].app = _mock(variant=name)
    client = switch[1]
    task = client.create(**BODIES[0])
    assert client.get(task).task_id == task.task_id
    if name != "records-bare":
        assert client.wait(task, interval=0.01).output
