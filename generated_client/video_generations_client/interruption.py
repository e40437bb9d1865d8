"""Calls that end early: what was paid is told, and a create under way is finished before it is given up."""

from __future__ import annotations

import logging
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import OutcomeUnknown, VideoGenerationsError
from .judgement import likely_id

if TYPE_CHECKING:
    from .exchange import Call

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
    task_id = None if call.answer is None else likely_id(call.answer)
    told = f"{call.method} {call.url_path} was interrupted; it may be accepted and paid"
    if task_id:
        told = f"A create was interrupted, and task {task_id!r} has been started and is paid. Wait for it by its id."
    error.add_note(told)
    log.warning("%s", told)


def failed(call: Call, error: BaseException) -> None:
    """Take note of what ends an attempt: an answer judged, an error of `on_created`, or an interruption."""
    if isinstance(error, VideoGenerationsError) and not call.accepted:
        call.certain = not isinstance(error, OutcomeUnknown)
    else:
        interrupted(call, error)


async def finished(sending: Coroutine[Any, Any, T], call: Call, under_way: set[Any]) -> T:
    """The outcome of a create, which goes on for a while when its caller is cancelled.

    The answer to a request that has left is the only thing that tells the id. Under asyncio the cancellation is raised
    when the answer is there, with the id in its note and in the log; under trio the answer is given, and the caller
    cancelled at its next await.

    Args:
        sending: Sends the call and understands its answer.
        call: What is told of when it is cancelled.
        under_way: The creates of this client that are not finished, for `settled`.
    """
    sniffio: Any = sys.modules.get("sniffio")  # trio brings it
    trio = sniffio is not None and sniffio.current_async_library() == "trio"
    return await (_under_trio(sending) if trio else _under_asyncio(sending, call, under_way))


async def settled(under_way: set[Any]) -> None:
    """Wait for the creates of this loop that are under way, before what they are sent over is closed."""
    if under_way:
        import asyncio

        loop = asyncio.get_running_loop()
        here = [task for task in under_way if task.get_loop() is loop]
        if here:
            await asyncio.wait(here, timeout=GRACE)


async def _under_asyncio(sending: Coroutine[Any, Any, T], call: Call, under_way: set[Any]) -> T:
    import asyncio

    import anyio

    task = asyncio.ensure_future(sending)
    # Out of sight of what cancels all tasks, such as the end of asyncio.run. It is not left alone: this waits for it.
    asyncio._unregister_task(task)
    under_way.add(task)
    task.add_done_callback(under_way.discard)
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


async def _under_trio(sending: Coroutine[Any, Any, T]) -> T:
    import anyio

    shield = anyio.CancelScope(shield=True)
    outcome: list[T] = []
    failed: list[BaseException] = []

    async def watch() -> None:
        try:
            await anyio.sleep_forever()
        except anyio.get_cancelled_exc_class():  # not raised again: the caller has its answer first
            shield.deadline = anyio.current_time() + GRACE

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        with shield:
            try:
                outcome.append(await sending)
            except Exception as error:
                failed.append(error)  # out of the group, which would wrap it
        group.cancel_scope.cancel()
    if failed:
        raise failed[0]
    if outcome:
        return outcome[0]
    await anyio.sleep(0)  # the grace is over, so this is cancelled
    raise AssertionError("it is either answered or cancelled")
