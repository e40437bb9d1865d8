"""The course of one download: what to ask for next, and what an answer means. No requests are sent here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..http_library import httpx
from ..parsing import printable
from ..patience import Patience
from ..settings import USER_AGENT
from .address import checked, redirected
from .failing import Failing
from .headers import Content, length_by_refusal, seconds_to_wait
from .options import Download
from .part import Part
from .problems import LinkExpired

if TYPE_CHECKING:
    from ..task_record import TaskRecord

MOST_REDIRECTS = 5
#: Attempts in a row that bring nothing.
MOST_IDLE = 5
#: Seconds for each step.
STEP = 30.0
_EXPIRED = (400, 401, 403, 404, 410)
_PASSING = (408, 425, 429, 500, 502, 503, 504)


class Transfer(Failing):
    """A download under way, as a context that closes its file.

    Attributes:
        url: What to ask for next.
        done: Whether the file is there, whole.
        pause: Seconds to wait before the next request.

    Raises:
        DownloadFailed: There is nothing to download.
    """

    def __init__(self, task: TaskRecord, options: Download, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(task, Path(options.path))
        self._options, self._clock = options, clock
        if task.output is None:
            raise self._failed(f"has no output, its status is {printable(str(task.status))}; wait for it first")
        self.done, self.pause = False, 0.0
        self._end = clock() + options.timeout
        self._redirects = self._idle = self._most = self._told = 0
        self._from_here = True
        self.url = self._tried(lambda: checked(str(task.output)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self._part is not None:
            self._part.leave(keep=True)
        self._interrupted(error)

    def _headers(self) -> dict[str, str]:
        # None of the client's but its name.
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
        if self._part is not None and self._part.size and self._from_here:
            headers["Range"] = f"bytes={self._part.size}-"
            if self._content is not None and self._content.validator:
                headers["If-Range"] = self._content.validator
        return headers

    def asked(self, patience: type[Patience]) -> dict[str, Any]:
        """The headers and times of the next request: no step takes longer than is left."""
        left = max(self._end - self._clock(), 0.1)
        step = min(STEP, left)
        return {"headers": self._headers(), "timeout": step, "extensions": {"trace": patience(step, step, left)}}

    def answered(self, status: int, headers: Mapping[str, str]) -> bool:
        """Take note of the beginning of an answer; True when its body is to be read."""
        self.pause = 0.0
        if 300 <= status < 400 and headers.get("location"):
            self._redirects += 1
            if self._redirects > MOST_REDIRECTS:
                raise self._failed(f"was redirected more than {MOST_REDIRECTS} times", status=status)
            self.url = self._tried(lambda: redirected(self.url, headers["location"]))
            return False
        if status in (200, 206):
            return self._begun(status, Content.of(status, headers))
        if status == 416 and self._part is not None:
            size = self._part.size
            if size and {length_by_refusal(headers), self._total or size} == {size}:
                self._finish(self._part)
            else:
                self._anew(status)
            return False
        if status in _EXPIRED:
            raise self._failed(
                f"is refused by {self.url.host} ({status}): its link has perhaps expired. "
                f"Read the task again, and download what it names then: get({self._task.task_id!r})",
                LinkExpired,
                status=status,
            )
        if status in _PASSING:
            self._again(f"{self.url.host} answered {status}", at_least=seconds_to_wait(headers))
            return False
        raise self._failed(f"is refused by {self.url.host} ({status})", status=status)

    def takes(self, piece: bytes) -> None:
        """Write a piece of the body."""
        part = self._held()
        if part.size + len(piece) > self._options.max_bytes:
            raise self._too_large(self._options.max_bytes)
        self._check_time()
        self._tried(lambda: part.write(piece))
        if part.size > self._most:  # what was had before is no progress
            self._most, self._idle = part.size, 0

    def tell(self) -> None:
        """Tell the caller how far it is."""
        size = self._part.size if self._part is not None else 0
        if self._options.on_progress is not None and size > self._told:
            self._told = size
            self._options.on_progress(size, self._total)

    def ended(self) -> None:
        """Take note of the end of a body."""
        part, total = self._held(), self._total
        if part.size == 0:
            raise self._failed("is empty")
        if total is None or part.size == total:
            self._finish(part)
        elif part.size > total:
            self._anew(200)
        else:
            self._again("a part is missing")

    def broken(self, error: Exception) -> None:
        """Take note of a request that failed."""
        if isinstance(error, httpx.UnsupportedProtocol):
            raise self._failed("has an output that is no address of the web")
        if self._content is not None and self._content.codings and self._part is not None:
            self._part.empty()  # of what is compressed no part can be asked for
        said = printable(" ".join(str(error).split()))
        why = f"{type(error).__name__}: {said}" if said else type(error).__name__
        self._check_time(f" ({why})")
        self._again(why)

    def _begun(self, status: int, content: Content) -> bool:
        if content.unfit:
            raise self._failed(f"is answered by {self.url.host} with {content.unfit}")
        if content.total is not None and content.total > self._options.max_bytes:
            raise self._too_large(self._options.max_bytes)
        before, self._from_here = self._content, True
        if status == 206:
            part = self._part
            same = before is not None and (
                (content.validator or before.validator) == before.validator
                and (content.total is None or before.total is None or content.total == before.total)
            )
            if part is None or not same or content.start != part.size or content.codings:
                self._anew(status)
                return False
            if before is not None and before.total is None:
                self._content = Content(content.total, before.validator, 0, frozenset(), "")
            return True
        self._content = content
        if self._part is not None and before is not None and before.validator == content.validator:
            self._tried(self._part.empty)
            return True
        if self._part is not None:  # another version: nothing of the first may be mixed with it
            self._part.leave(keep=False)
        known = content.validator and content.total is not None
        of = f"{self._task.task_id}\n{self.path.name}\n{content.validator}\n{content.total}" if known else ""
        part = self._part = self._tried(lambda: Part(self.path, of))
        if part.size and part.size == content.total:
            self._finish(part)  # a program was ended just before it gave the name
            return False
        if part.size > (content.total or 0):
            self._tried(part.empty)
        return part.size == 0  # else the rest is asked for

    def _finish(self, part: Part) -> None:
        self._tried(part.finish)
        self.done = True

    def _anew(self, status: int) -> None:
        """Ask for all of it, since a part does not fit."""
        self._from_here = False
        self._again(f"{self.url.host} answered {status} with another part than was asked for")

    def _again(self, said: str, at_least: float = 0.0) -> None:
        self._idle += 1
        self.pause = max(min(0.25 * 2**self._idle, 8.0), at_least)
        if self._idle >= MOST_IDLE or self._clock() + self.pause > self._end:
            raise self._failed(f"could not be fetched in whole, {said}")

    def _check_time(self, why: str = "") -> None:
        if self._clock() > self._end:
            raise self._failed(f"was not whole after {self._options.timeout:g} seconds{why}")
