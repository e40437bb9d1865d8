"""The answer to a request for a video: whole or a range of it, known by an ETag, open to any web page (RFC 9110)."""

from __future__ import annotations

import hashlib

from clausewise.mock_server.exchange import Answer, Headers, Request, json_answer
from clausewise.spec.operations import READS

#: A web page of any origin may show the video, and read what is said of it.
OPEN: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"accept-ranges, content-length, content-range, etag"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
#: Public results of such servers can be kept for a day and longer.
KEPT: Headers = ((b"accept-ranges", b"bytes"), (b"cache-control", b"public, max-age=86400, immutable"))


def download(request: Request, data: bytes, media_type: str) -> Answer:
    """The answer to GET or HEAD of a file.

    Of several ranges at once, and of a range that is malformed, the whole file is the answer (RFC 9110, 14.2).
    """
    from werkzeug.http import parse_etags  # 15 MB, which a server that nobody asks for a video does not need

    if request.method not in READS:
        return json_answer(405, {"message": "a video is read with GET"}, (b"allow", b"GET, HEAD"), *OPEN)
    etag = hashlib.sha256(data).hexdigest()[:32]
    headers: Headers = (*OPEN, *KEPT, (b"etag", f'"{etag}"'.encode()))
    if parse_etags(request.header(b"if-none-match")).contains_weak(etag):
        return Answer(304, headers=headers)
    headers = (*headers, (b"content-type", media_type.encode()))
    span = _range(request, etag, len(data))
    if span is None:
        return _body(request, Answer(200, data, headers))
    start, end = span
    if start >= end:
        unsatisfied = ((b"content-range", f"bytes */{len(data)}".encode()), *OPEN)
        return json_answer(416, {"message": "the range is not in the video"}, *unsatisfied)
    content_range = (b"content-range", f"bytes {start}-{end - 1}/{len(data)}".encode())
    return _body(request, Answer(206, data[start:end], (*headers, content_range)))


def _range(request: Request, etag: str, length: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last; None for the whole, an empty span for one that is not there."""
    from werkzeug.http import parse_if_range_header, parse_range_header  # as above

    asked = parse_range_header(request.header(b"range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or request.method == "HEAD":
        return None
    condition = request.header(b"if-range")
    if condition is not None and parse_if_range_header(condition).etag != etag:
        return None
    start, end = asked.ranges[0]
    return (max(0, length + start), length) if start < 0 else (start, min(length, end or length))


def _body(request: Request, answer: Answer) -> Answer:
    """An answer without its body, but with the length of it, where only its headers are asked for."""
    if request.method != "HEAD":
        return answer
    length = (b"content-length", str(len(answer.body)).encode())
    return Answer(answer.status, headers=(*answer.headers, length))
