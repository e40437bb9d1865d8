"""Reading an answer, whatever its body is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from time import monotonic, time
from typing import TYPE_CHECKING, Any, TypeVar

from .contract import contract
from .environment import by_proxy
from .errors import VideoGenerationsError
from .lazy import LazyProperty
from .parsing import decoded, is_id, parsed, printable, values
from .response import Response

if TYPE_CHECKING:
    from .settings import Settings

#: No promised answer comes near it; reading on would only fill the memory.
MOST_BYTES = 8_000_000
#: Characters at the beginning of a body that are looked at for a summary.
MOST_SHOWN = 10_000
E = TypeVar("E", bound=VideoGenerationsError)
REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-oneapi-request-id", "x-trace-id", "cf-ray")
#: Values of `code` when all is well (observed: "success"; the others from servers alike).
_WELL = ("success", "ok", "0", "200", "")


class Answer:
    """An answer: as text, as JSON where it is JSON, and its own words about itself.

    Args:
        status: The HTTP status.
        headers: Names and values, as they came.
        patience: The seconds in which the body has to come; httpx counts anew for every piece of it.
        settings: With the key that nothing of this shows.
        url_path: What was asked for.
    """

    def __init__(
        self,
        status: int,
        headers: Iterable[tuple[bytes, bytes]],
        patience: float,
        settings: Settings,
        url_path: str = "",
    ) -> None:
        self.status = status
        self._url_path = url_path
        #: The reason why the body is not whole, None when it is.
        self.cut: str | None = None
        #: The id of the task that it has started, once that was found: see `judgement.started_id`.
        self.started_id: str | None = None
        self._headers: dict[str, str] = {}
        for name, value in headers:
            lower, text = name.decode("latin-1").lower(), value.decode("latin-1")
            self._headers[lower] = f"{self._headers[lower]}, {text}" if lower in self._headers else text
        self._settings = settings
        self._patience = patience
        self._end = monotonic() + patience
        self._body = bytearray()

    def takes(self, piece: bytes) -> bool:
        """Add a piece to the body; True when that is enough, or when it has taken too long."""
        self._body += piece
        if len(self._body) > MOST_BYTES:
            self.cut = f"it is longer than {MOST_BYTES} bytes"
        else:
            self.cut = self.late
        return self.cut is not None

    @property
    def late(self) -> str | None:
        """The reason why nothing more is waited for, once the time of the body is over."""
        return f"it was not whole after {self._patience:g} seconds" if monotonic() > self._end else None

    @LazyProperty
    def _received(self) -> str:
        return decoded(self._body)

    @LazyProperty
    def text(self) -> str:
        """The body without the key. Ids are read from the body as it came: a short key may be a part of one."""
        return self._settings.redacted(self._received)

    @LazyProperty
    def data(self) -> Any:
        """The JSON of the body, JSON within a JSON string too; None when it is not JSON."""
        return parsed(self._received)

    @property
    def record(self) -> Any:
        """The same without the key, to be kept; a short key is no reason to change a result."""
        short = self._settings.key is None or self._settings.key.is_short
        return self.data if short or self.text == self._received else parsed(self.text)

    @property
    def fields(self) -> Mapping[str, Any]:
        """The JSON object of the body, empty when it is no object."""
        return self.data if isinstance(self.data, dict) else {}

    @LazyProperty
    def problem(self) -> Mapping[str, Any] | None:
        """The error that the body tells, in either of the two observed shapes: code, message, type."""
        inner = self.fields.get("error")
        if isinstance(inner, dict):
            return inner
        if inner:
            return {"message": str(inner), "code": self.fields.get("code")}
        code = self.fields.get("code")
        return self.fields if code is not None and str(code).lower() not in _WELL else None

    @property
    def code(self) -> str | int | None:
        """The server's word or number for the error."""
        code = (self.problem or {}).get("code")
        return self._settings.redacted(code) if isinstance(code, str) else code if isinstance(code, int) else None

    @property
    def words(self) -> set[str]:
        """The words by which the error is named."""
        problem = self.problem or {}
        return {str(problem[name]).lower() for name in ("code", "type") if problem.get(name)}

    def retry_after(self) -> float | None:
        """Seconds that the server wants to be left alone, from a number or a date."""
        value = self._headers.get("retry-after", "").strip()
        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = parsedate_to_datetime(value).timestamp() - time()
            except (ValueError, OverflowError):
                return None
        return max(0.0, seconds) if math.isfinite(seconds) else None

    def find_id(self, name: str) -> str | None:
        """An id under this name: in the JSON at any depth, or in the text when that is no JSON."""
        for value in values(self.data, name):
            if is_id(value):
                return str(value)
        if self.data is not None:
            return None
        found = re.search(rf'\\?"{re.escape(name)}\\?"\s*:\s*(?:\\?"([^"\\]+)\\?"|(\d+)\s*[,}}\]])', self._received)
        return (found[1] or found[2]) if found else None

    @property
    def likely_id(self) -> str | None:
        """The id of the task that an answer to a create perhaps names, whatever else it says.

        It stands under its name, or else under one that means the same to other servers.
        """
        name = contract().id_location[-1]
        names = (name, re.sub(r"_(.)", lambda found: found[1].upper(), name), "id")
        return next((found for likely in names if (found := self.find_id(likely))), None)

    def summary(self) -> str:
        """The answer in a few words: status, the server's own words, or the start of the body."""
        problem = self.problem or {}
        told = [str(problem[name]) for name in ("code", "message") if problem.get(name) not in (None, "")]
        title = re.search(r"<title>(.*?)</title>", self.text[:MOST_SHOWN], re.IGNORECASE | re.DOTALL)
        shown = ": ".join(told) or (f'the page "{title[1].strip()}"' if title else self.text[:MOST_SHOWN])
        where = self._headers.get("location", "")
        if where and 300 <= self.status < 400:
            shown = f"redirect to {where.partition('?')[0]}"
        shown = printable(self._settings.redacted(" ".join(shown.split()))) or "no body"
        cut = f"; the body breaks off, {self.cut}" if self.cut else ""
        return f"{self.status} ({shown if len(shown) <= 200 else shown[:199] + '…'}{cut}){self._where()}"

    def _where(self) -> str:
        """The place where it was asked for, if an answer such as this means that a setting is wrong."""
        if self.status in (404, 405, 410):
            return f" at {self._settings.base_url}{self._url_path}"
        if self.status == 407:
            return f"{by_proxy(self._settings) or ' from a proxy'}, which wants a user and password"
        return ""

    @LazyProperty
    def headers(self) -> dict[str, str]:
        """The headers by their names in lower case, without the key."""
        if self._settings.redacted(together := "\n".join(self._headers.values())) == together:
            return self._headers
        return {name: self._settings.redacted(value) for name, value in self._headers.items()}

    @property
    def request_id(self) -> str | None:
        """The name that the server gives to the request, for its support."""
        found = next((self._headers[name] for name in REQUEST_ID_HEADERS if name in self._headers), None)
        return self._settings.redacted(found) if found else None

    def response(self) -> Response:
        """Status, headers and request id, for the caller of a success."""
        return Response(self.status, self.headers, self.request_id)

    def error(self, kind: type[E], message: str, task_id: str | None = None) -> E:
        """An error that carries what this answer says."""
        return kind(
            message,
            status=self.status,
            code=self.code,
            request_id=self.request_id,
            body=self.text,
            task_id=task_id,
            retry_after=self.retry_after(),
        )
