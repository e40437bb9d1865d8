"""Signals that arrive while a request of the synchronous client is under way, such as Ctrl-C."""

from __future__ import annotations

import signal
import threading

# Those of `signal` make an enum of each, which takes ten times as long; types are known only of these.
from _signal import getsignal  # type: ignore[import-not-found]  # see above
from _signal import signal as set_handler
from types import FrameType
from typing import Self

from .call import Call
from .interruption import GRACE, interrupted

#: The signals by which programs are ended or told that their time is over, as far as the system has them.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1", "SIGUSR2")
_NUMBERS = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]


class SignalsOf:
    """Runs the handlers of signals at once, and raises what they raise when that costs no id.

    Of a create, the answer is the only thing that tells the id. So what a handler raises waits for it, up to 10 seconds
    or until another signal. Of a read it is raised at once, and is never taken for an error of the transport. A signal
    without a handler in Python, such as SIGTERM at first, does what it always does.

    Args:
        call: The request; None for one of a download.
    """

    def __init__(self, call: Call | None) -> None:
        self._call = call
        self._before: dict[int, object] = {}
        self._raised: BaseException | None = None
        self._grace: threading.Timer | None = None
        self._may_wait = call is not None and call.paid
        self._has_ended = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():  # handlers run there, and are set there
            for number in _NUMBERS:
                before = getsignal(number)
                if callable(before):
                    self._before[number] = before  # first: the handler looks for it
                    try:
                        set_handler(number, self._handle)
                    except ValueError:  # a subinterpreter, as of some web servers, cannot set any
                        self._before.clear()
                        break
        return self

    def __exit__(self, kind: object, outcome: BaseException | None, trace: object) -> None:
        self._has_ended = True
        for number, before in self._before.items():
            if getsignal(number) == self._handle:
                set_handler(number, before)
        if self._grace is not None:
            self._grace.cancel()
        raised, self._raised = self._raised, None
        if raised is None:
            return
        if self._call is not None and outcome is not raised:
            interrupted(self._call, raised, outcome)
        # Without the frames of the HTTP library, which hold the key.
        raise raised.with_traceback(None) from None

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._raised is not None and not self._may_wait:
            raise self._raised  # the time of grace is over
        try:
            self._before[number](number, frame)  # type: ignore[operator]  # those that are called were looked for
        except BaseException as error:
            if self._has_ended:
                raise
            asked_again, self._raised = self._raised is not None, error
            if asked_again or not self._may_wait:
                raise
            self._grace = threading.Timer(GRACE, self._end_grace, [number])
            self._grace.daemon = True
            self._grace.start()

    def _end_grace(self, number: int) -> None:
        self._may_wait = False
        if hasattr(signal, "pthread_kill"):  # it wakes the thread that waits for the answer
            signal.pthread_kill(threading.main_thread().ident or 0, number)
