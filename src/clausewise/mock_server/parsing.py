"""Reading a request body as JSON, strictly as RFC 8259 has it: UTF-8, one value, no NaN."""

from __future__ import annotations

import json
from typing import Any, NoReturn


class MalformedError(ValueError):
    """The body is not the JSON that it should be; the message says why."""


def _constant(word: str) -> NoReturn:
    raise MalformedError(f"{word} is not JSON")


# The standard library: bodies are some 200 bytes, where a faster parser gains 2 microseconds of 150.
_DECODER = json.JSONDecoder(parse_constant=_constant)


def strict_json(body: bytes) -> Any:
    """The JSON value that a body is; MalformedError otherwise."""
    if not body.strip():
        raise MalformedError("the body is empty")
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedError(f"the body is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise MalformedError("the body is nested too deep") from None
    except json.JSONDecodeError as error:
        raise MalformedError(f"the body is not JSON ({error.msg}, character {error.pos})") from None
    except MalformedError:
        raise
    except ValueError:  # an integer of more digits than Python converts
        raise MalformedError("the body has a number that is too long") from None
