"""Sending a call in attempts, and understanding its answer, in either kind of client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .answer import Answer
from .call import Call
from .connections import AsyncConnections, Connections
from .errors import VideoGenerationsError
from .exchange import send, send_async
from .interruption import failed, finished
from .settings import Settings
from .signals import SignalsOf
from .threads import in_thread
from .under_way import UnderWayInThreads

if TYPE_CHECKING:
    from .interruption import UnderWayInLoops

T = TypeVar("T")


class Sending:
    """The sending half of the synchronous client.

    Attributes:
        _under_way: The creates that wait for their answer, which a close waits for.
    """

    _settings: Settings
    _connections: Connections
    _under_way: UnderWayInThreads

    def _attempts(self, call: Call, understood: Callable[[Answer], T]) -> T:
        try:
            return self._attempt(call, understood)
        except VideoGenerationsError as error:
            first = error
        for attempt in self._settings.retries.loop(call):
            with attempt:
                if attempt.num == 1:
                    raise first  # it was made above: most calls need no loop
                call.number = attempt.num
                return self._attempt(call, understood)
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, call: Call, understood: Callable[[Answer], T]) -> T:
        with SignalsOf(call):
            try:
                answer = self._send(call)
                if call.once is not None:
                    call.once.answered(answer)
                return understood(answer)
            except BaseException as error:
                failed(call, error)
                raise

    def _send(self, call: Call) -> Answer:
        return self._under_way.during(lambda: self._sent(call)) if call.paid else self._sent(call)

    def _sent(self, call: Call) -> Answer:
        http = self._connections.current(call.task_id)
        return send(http, call, self._settings)


class AsyncSending:
    """The sending half of the asynchronous client.

    Attributes:
        _under_way: The creates that are not finished, which a close waits for.
    """

    _settings: Settings
    _connections: AsyncConnections
    _under_way: UnderWayInLoops

    async def _attempts(self, call: Call, understood: Callable[[Answer], T]) -> T:
        try:
            return await self._attempt(call, understood)
        except VideoGenerationsError as error:
            first = error
        async for attempt in self._settings.retries.loop(call):
            with attempt:
                if attempt.num == 1:
                    raise first  # it was made above: most calls need no loop
                call.number = attempt.num
                return await self._attempt(call, understood)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, call: Call, understood: Callable[[Answer], T]) -> T:
        attempt = self._once(call, understood)
        return await (finished(attempt, call, self._under_way) if call.paid else attempt)

    async def _once(self, call: Call, understood: Callable[[Answer], T]) -> T:
        try:
            answer = await self._send(call)
            if call.once is not None:
                await in_thread(call.once.answered, answer)
            return understood(answer)
        except BaseException as error:
            failed(call, error)
            raise

    async def _send(self, call: Call) -> Answer:
        http = await self._connections.current(call.task_id)
        return await send_async(http, call, self._settings)
