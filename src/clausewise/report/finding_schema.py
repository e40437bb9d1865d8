"""The JSON Schema of a finding in contract.json: what was sent, what came, and how to send it again."""

from __future__ import annotations

from typing import Any

from clausewise.report.schema_parts import BASIS, BODY, SECONDS, TEXT, TEXTS, described, list_of, object_of, or_null
from clausewise.report.verdict import NOT_KEPT

_EXCHANGE = object_of(
    {
        "method": described("The method of the request.", TEXT),
        "url": described("The URL of the request.", TEXT),
        "headers": described("The headers of the request, without the key.", TEXTS),
        "body": described("The body of the request.", BODY),
        "status": described("The status of the answer; null without one.", or_null({"type": "integer"})),
        "answer_headers": described(
            "The headers of the answer: name and value of each.",
            list_of({"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}),
        ),
        "answer": described("The body of the answer.", BODY),
        "seconds": described("The time until the whole answer was there.", SECONDS),
        "error": described("The reason for which there is no answer.", or_null(TEXT)),
    }
)
_KEY = object_of(
    {
        "header": described("The name of the header.", TEXT),
        "form": described("The form in which it carries the key.", TEXT),
        "known": described("The run has a key.", {"type": "boolean"}),
    }
)
_SENT_AGAIN: dict[str, Any] = {
    "key": described("The header that carries the API key, and in which form.", or_null(_KEY)),
    "paid": described("A server may charge for it.", {"type": "boolean"}),
    "takes": described("The id in the answer that the next request is about.", {"type": "object"}),
    "packed": described("A body that is cut elsewhere, by zlib and in base64.", TEXT),
}
_REPRODUCTION: dict[str, Any] = {
    "anyOf": [
        object_of({"reason": described("The reason for which sending it again shows nothing.", TEXT)}),
        object_of(
            {
                **_SENT_AGAIN,
                "before": described("Requests that have to be sent first.", list_of({"type": "object"})),
                "expects": described(
                    "The expectation that decides whether the answer keeps the clause.", {"type": "object"}
                ),
            },
            "takes",
            "packed",
        ),
    ]
}
#: One finding.
FINDING = object_of(
    {
        "clause": described("The id of the clause.", TEXT),
        "basis": described("That of the clause, or weaker where the request goes beyond it.", BASIS),
        "always": described("It fails the server at every basis.", {"type": "boolean"}),
        "status": described("Its weight in this run.", {"enum": list(NOT_KEPT)}),
        "same_as": described("The probe whose finding, told before, has the same cause.", or_null(TEXT)),
        "message": described("The promise in a sentence.", TEXT),
        "actual": described("The answer that came, in words.", TEXT),
        "expected": described("The answer that would have been right, in words.", TEXT),
        "request": described("The request as a line for the shell, with curl.", TEXT),
        "answer": described("The answer in a line.", TEXT),
        "exchange": described("The request and its answer as they went over the wire.", _EXCHANGE),
        "client": described("The request as a call of the Python client.", or_null(TEXT)),
        "reproduction": described("The facts that are needed to send it again.", _REPRODUCTION),
        "probe": described("The id of the probe.", TEXT),
    },
    "client",
)
