"""State: what is mixed up between two requests that are under way at once, as behind a pool or a variable of all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.entry import Change, Family, Fault

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "state"
#: Seconds that an answer waits for another one to be mixed up with.
HELD = 0.02

#: Two answers, the earlier one first, as they leave.
Mixed = Callable[[Answer, Answer], tuple[Answer, Answer]]


def mixes(mixed: Mixed, when: Callable[[Request, Answer], bool] = lambda *_: True) -> Change:
    """Mix up two answers that are on their way at once, of all or of some."""

    def change(server: MockServer) -> None:
        waiting: list[tuple[Answer, asyncio.Future[Answer]]] = []

        async def hand_over(request: Request, answer: Answer) -> Answer:
            if not when(request, answer):
                return answer
            if waiting:
                earlier, other = waiting.pop()
                first, second = mixed(earlier, answer)
                if not other.done():
                    other.set_result(first)
                return second
            own = (answer, asyncio.get_running_loop().create_future())
            waiting.append(own)
            try:
                return await asyncio.wait_for(own[1], HELD)
            except TimeoutError:
                return answer
            finally:
                if own in waiting:
                    waiting.remove(own)

        server.steps.hand_over = hand_over

    return change


def _fault(name: str, clauses: tuple[str, ...], says: str, change: Change) -> Fault:
    return Fault(f"overlap-{name}", FAMILY, clauses, says, change, (), overlapping=True)


FAULTS: tuple[Fault, ...] = (
    _fault(
        "answers-swapped",
        ("task-read-same", "task-read-repeatable", "allow-header"),
        "Two requests that are under way at once get each other's answer.",
        mixes(lambda earlier, later: (later, earlier)),
    ),
    _fault(
        "one-id",
        ("task-id",),
        "Two creates that are under way at once get the id of the earlier one.",
        mixes(
            lambda earlier, _: (earlier, earlier), lambda request, answer: request.method == "POST" and answer.accepts
        ),
    ),
    _fault(
        "records-swapped",
        ("task-read-same", "task-read-repeatable"),
        "Two reads that are under way at once get each other's record.",
        mixes(
            lambda earlier, later: (later, earlier), lambda request, answer: request.method == "GET" and answer.accepts
        ),
    ),
)
