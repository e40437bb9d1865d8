"""Calls that end early: what was paid is told, and a create under way is finished before it is given up."""

from __future__ import annotations

import logging
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import OutcomeUnknown, VideoGenerationsError
from .loops import running_loop

if TYPE_CHECKING:
    import anyio

    from .call import Call

    #: The creates of a client that are not finished, by the event that is set when they are, and the loops they run in.
    UnderWayInLoops = dict[anyio.Event, tuple[object, Call]]

log = logging.getLogger(__package__)
T = TypeVar("T")
#: Seconds that a create which is cancelled under way may go on: without its answer, its id would be lost.
GRACE = 10.0


def interrupted(call: Call, error: BaseException, outcome: BaseException | None = None) -> None:
    """Tell what an interrupted create has led to: in a note of the error, and in the log.

    An asyncio.TaskGroup or a nursery swallows the errors of those that it cancels, and their notes with them.

    Args:
        call: The create; of a read nothing is told.
        error: What interrupts it.
        outcome: The error that the create had all the same.
    """
    if not call.paid or (isinstance(outcome, VideoGenerationsError) and not isinstance(outcome, OutcomeUnknown)):
        return
    told = _told(call)
    error.add_note(told)
    log.warning("%s", told)


def _told(call: Call) -> str:
    """The words that say what an interrupted create has led to."""
    task_id = None if call.answer is None else call.answer.likely_id
    if task_id:
        return f"A create was interrupted, and task {task_id!r} has been started and is paid. Wait for it by its id."
    return f"{call.method} {call.url_path} was interrupted; it may be accepted and paid"


def failed(call: Call, error: BaseException) -> None:
    """Take note of what ends an attempt: an answer judged, an error of `on_created`, or an interruption."""
    if isinstance(error, VideoGenerationsError) and not call.accepted:
        call.certain = not isinstance(error, OutcomeUnknown)
    else:
        interrupted(call, error)


async def finished(sending: Coroutine[Any, Any, T], call: Call, under_way: UnderWayInLoops) -> T:
    """The outcome of a create, which goes on for a while when its caller is cancelled.

    The answer to a request that has left is the only thing that tells the id. Under asyncio the cancellation is raised
    when the answer is there, with the id in its note and in the log; under trio the answer is given, its id logged, and
    the caller cancelled at its next await.

    Args:
        sending: Sends the call and understands its answer.
        call: What is told of when it is cancelled.
        under_way: The creates of this client that are not finished, for `settled`.
    """
    sniffio: Any = sys.modules.get("sniffio")  # trio brings it
    trio = sniffio is not None and sniffio.current_async_library() == "trio"
    return await (_under_trio if trio else _under_asyncio)(sending, call, under_way)


async def settled(under_way: UnderWayInLoops) -> None:
    """Wait for the creates of this loop that are under way, before what they are sent over is closed.

    Their ids are logged: who closes a client meanwhile has perhaps left the coroutines that they are the results of.
    """
    if under_way:
        import anyio

        loop = running_loop()
        here = {over: call for over, (place, call) in [*under_way.items()] if place is loop}
        with anyio.move_on_after(GRACE):
            for over in here:
                await over.wait()
        for call in here.values():
            if call.accepted:
                log.warning("The client was closed meanwhile. %s", _told(call))


async def _under_asyncio(sending: Coroutine[Any, Any, T], call: Call, under_way: UnderWayInLoops) -> T:
    import asyncio

    import anyio

    task = asyncio.ensure_future(sending)
    # Out of sight of what cancels all tasks, such as the end of asyncio.run. It is not left alone: this waits for it.
    asyncio._unregister_task(task)
    over = anyio.Event()
    under_way[over] = running_loop(), call

    def ended(_: object) -> None:
        del under_way[over]
        over.set()

    task.add_done_callback(ended)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError as cancelled:
        end = asyncio.get_running_loop().time() + GRACE
        with anyio.CancelScope(shield=True):  # or anyio would cancel this again and again
            while not task.done() and (left := end - asyncio.get_running_loop().time()) > 0:
                try:
                    await asyncio.wait({task}, timeout=left)
                except asyncio.CancelledError:
                    continue  # asked again, such as by a second Ctrl-C that is caught
            task.cancel()
            while not task.done():
                try:
                    await asyncio.wait({task})
                except asyncio.CancelledError:
                    continue
        # Looked at, too, so that asyncio does not report it as an error that nobody has looked at.
        interrupted(call, cancelled, None if task.cancelled() else task.exception())
        raise


async def _under_trio(sending: Coroutine[Any, Any, T], call: Call, under_way: UnderWayInLoops) -> T:
    import anyio

    trio: Any = sys.modules["trio"]
    shield, over = anyio.CancelScope(shield=True), anyio.Event()
    outcome: list[T] = []
    errors: list[BaseException] = []
    under_way[over] = running_loop(), call

    async def run() -> None:  # not in the caller's task, in which trio raises a KeyboardInterrupt
        with shield:
            try:
                outcome.append(await sending)
            except (Exception, KeyboardInterrupt, SystemExit) as error:  # out of the group, which would wrap it
                errors.append(error)
        del under_way[over]
        over.set()

    interruption: BaseException | None = None
    async with anyio.create_task_group() as group:
        # Nor in this one: a signal that comes while its code runs, and not while it waits, is kept for the caller's.
        group.start_soon(trio.lowlevel.enable_ki_protection(run))
        while not over.is_set():
            try:
                with anyio.CancelScope(shield=interruption is not None):
                    await over.wait()
            except BaseException as error:  # kept: the answer comes first
                shield.deadline = anyio.current_time() + (GRACE if interruption is None else 0)
                interruption = error
    if interruption is not None and not isinstance(interruption, anyio.get_cancelled_exc_class()):
        interrupted(call, interruption, errors[0] if errors else None)
        raise interruption
    if errors:
        raise errors[0]
    if outcome:
        if interruption is not None:  # a nursery drops what its tasks return
            log.warning("%s", _told(call))
        return outcome[0]
    await anyio.sleep(0)  # the grace is over, so this is cancelled
    raise AssertionError("it is either answered or cancelled")
