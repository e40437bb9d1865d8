"""Sending a request and judging its answer with requests alone; `reproduce.py` of a report carries this file in it."""

import base64
import json
import os
import time
import zlib
from typing import Any
from urllib.parse import quote

import pytest
import requests

from clausewise.report.reproduce.schema import fits

#: The server, without a slash at its end.
BASE_URL = os.environ.get("CONTRACT_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
#: A key that no server knows.
STRANGE_KEY = "sk-probe-4f9d1c7a2be84e06"
#: The longest time that a part of an answer may take, in seconds.
TIMEOUT = float(os.environ.get("CONTRACT_TIMEOUT", "30"))
#: The most bytes of a whole answer.
LONGEST = 512 * 1024
#: The headers of every request that does not set them itself.
COMMON: dict[str, str | None] = {
    "User-Agent": "python-requests",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "*/*",
    "Connection": "keep-alive",
}
#: Marks a test whose request a server may charge for.
paid = pytest.mark.skipif(
    os.environ.get("CONTRACT_PAY") != "1", reason="a server may charge for it: set CONTRACT_PAY=1 to send it"
)


def key() -> str:
    """Give the API key, from the environment alone."""
    found = os.environ.get("CONTRACT_API_KEY", "")
    if not found:
        pytest.skip("it takes an API key: set CONTRACT_API_KEY")
    return found


def unpacked(packed: str) -> bytes:
    """Give a long body."""
    return zlib.decompress(base64.b64decode(packed))


def send(method: str, path: str, headers: dict[str, str | None], body: bytes | None = None) -> requests.Response:
    """Send one request as it stands here, once; what requests raises says that there is no whole answer."""
    with requests.Session() as session:
        sent = {name: value for name, value in (COMMON | headers).items() if value is not None}
        prepared = requests.Request(method, BASE_URL, headers=sent, data=body, auth=lambda same: same).prepare()
        prepared.url = BASE_URL + path
        settings = session.merge_environment_settings(prepared.url, {}, None, None, None)
        settings["stream"] = True
        return _whole(session.send(prepared, timeout=TIMEOUT, allow_redirects=False, **settings))


def _whole(answer: requests.Response) -> requests.Response:
    """Read an answer to its end, which must come in time and within half a megabyte."""
    content, latest = b"", time.monotonic() + TIMEOUT
    for chunk in answer.iter_content(16 * 1024):
        content += chunk
        if len(content) > LONGEST or time.monotonic() > latest:
            pytest.fail(f"no whole answer: {len(content)} bytes, and no end of it", pytrace=False)
    answer._content = content  # where requests keeps what it has read
    return answer


def seen(answer: requests.Response) -> str:
    """Show an answer in a line, without the key."""
    secret = os.environ.get("CONTRACT_API_KEY")
    text = answer.content[:600].decode("utf-8", "backslashreplace")
    text = text.replace(secret, "[the key]") if secret else text
    return ascii(f"{answer.status_code} {answer.headers.get('Content-Type', 'without Content-Type')}: {text}")


def listed(answer: requests.Response, statuses: list[str]) -> bool:
    """Tell whether the status is one of these, which may be ranges as 4XX."""
    own = str(answer.status_code)
    return any(own == status or (status[1:].upper() == "XX" and own[0] == status[0]) for status in statuses)


def refused_in_body(answer: requests.Response, refusals: list[Any] | None) -> bool:
    """Tell whether an answer of success says in its body that it is a refusal."""
    fitting = [schema for status, schema in refusals or () if listed(answer, [status])]
    try:
        return any(fits(json_of(answer), schema) for schema in fitting)
    except ValueError:
        return False


def accepted(answer: requests.Response, refusals: list[Any] | None = None) -> bool:
    """Tell whether the answer is a 2xx that does not say that it is a refusal."""
    return 200 <= answer.status_code < 300 and not refused_in_body(answer, refusals)


def refused(answer: requests.Response, refusals: list[Any] | None = None) -> bool:
    """Tell whether the answer is a 4xx, or a 2xx that says that it is a refusal."""
    return 400 <= answer.status_code < 500 or (answer.status_code < 300 and refused_in_body(answer, refusals))


def media_type(answer: requests.Response) -> str:
    """Give the media type without parameters."""
    return answer.headers.get("Content-Type", "").split(";")[0].strip().lower()


def json_of(answer: requests.Response) -> Any:
    """Read JSON in UTF-8; ValueError where it is not."""
    return json.loads(answer.content.decode("utf-8"), parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def part(value: Any, way: list[Any]) -> Any:
    """Give the part of a value that keys and indices lead to."""
    for step in way:
        try:
            value = value[step]
        except (LookupError, TypeError):
            pytest.skip(f"the answer has nothing at {way}")
    return value


def error_fits(answer: requests.Response, shapes: list[Any]) -> bool:
    """Tell whether an error has the shape that is listed for its status."""
    own = str(answer.status_code)
    near = [schema for status in (own, f"{own[0]}XX", "default") for names, schema in shapes if status in names][:1]
    if near and media_type(answer) != "application/json":
        return False
    try:
        return all(fits(json_of(answer), schema) for schema in near)
    except ValueError:
        return False


def id_in(answer: requests.Response, way: list[str]) -> str:
    """Give the id that an answer has at some keys; the test fails where it has none."""
    value = json_of(answer)
    for name in way:
        if not isinstance(value, dict) or name not in value:
            pytest.fail(f"no id in the answer {seen(answer)}", pytrace=False)
        value = value[name]
    return str(value)


def path_of(template: str, made: str) -> str:
    """Put an id into a path."""
    return template.replace("{made}", quote(made, safe=""))


def named(value: Any, name: str, depth: int = 2) -> Any:
    """Give the value under a name, at the top of a record or inside an envelope."""
    if not isinstance(value, dict) or depth < 0:
        return None
    if name in value:
        return value[name]
    return next((found for child in value.values() if (found := named(child, name, depth - 1)) is not None), None)


def words(answer: requests.Response) -> str:
    """Give every text in an answer: its headers, its body, and each string of its JSON."""
    texts = [*map(str, answer.headers.keys()), *answer.headers.values(), answer.content.decode("utf-8", "replace")]
    try:
        left = [json_of(answer)]
    except ValueError:
        left = []
    while left:
        value = left.pop()
        texts += [value] if isinstance(value, str) else []
        left += [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return "\n".join(texts)


def shows_key(answer: requests.Response) -> bool:
    """Tell whether a key stands in an answer, plain, encoded or packed."""
    text = words(answer)
    for size in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):  # zlib, deflate, gzip
        try:
            text += zlib.decompress(answer.content, size).decode("utf-8", "replace")
        except zlib.error:
            continue
    text = text.replace("\0", "").lower()  # of UTF-16 and UTF-32
    secrets = [found for found in (os.environ.get("CONTRACT_API_KEY"), STRANGE_KEY) if found]
    return any(form.lower() in text for secret in secrets for form in _forms(secret))


def _forms(secret: str) -> list[str]:
    raw, found = secret.encode(), [secret, secret[::-1], quote(secret, safe=""), secret.encode().hex()]
    for offset in range(3):  # the first and last characters of base64 depend on what stands beside it
        encoded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        found.append(encoded[(0, 2, 3)[offset] : len(encoded) - 1])
    return found
