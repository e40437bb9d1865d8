"""The JSON Schema of contract.json; `docs/contract.schema.json` is written from it."""

from __future__ import annotations

from typing import Any

from clausewise.report.finding_schema import FINDING
from clausewise.report.schema_parts import BASIS, COUNT, SECONDS, TEXT, TEXTS, described, list_of, object_of, or_null
from clausewise.report.verdict import REPORT_VERSION, VERDICTS

_SPEC = object_of(
    {
        "title": described("The `info.title` of the document.", TEXT),
        "version": described("The `info.version` of the document.", TEXT),
        "file": described("The file as seen from the folder of the run.", TEXT),
        "digest": described("The SHA-256 of the file, in hexadecimal.", or_null(TEXT)),
    }
)
_CLAUSE = object_of(
    {
        "basis": described("The ground that the clause stands on.", BASIS),
        "verdict": described("The judgement of this run on the clause.", {"enum": list(VERDICTS)}),
        "findings": described("The number of findings about it.", COUNT),
        "checkable": described("The plan of this run can find it broken.", {"type": "boolean"}),
        "tested": described("The number of judged probes that could have broken it.", COUNT),
        "probes": described("The ids of up to three of these.", {**list_of(TEXT), "maxItems": 3}),
        "reason": described("The reason for which it is not checked.", TEXT),
        "says": described("The promise in a sentence.", TEXT),
        "pointer": described("The place in the spec, a JSON pointer (RFC 6901).", TEXT),
        "line": described("The line of the spec, from 1.", {"type": "integer", "minimum": 1}),
    },
    "reason",
    "says",
    "pointer",
    "line",
)
_ROW = object_of(
    {
        "operation": described("The operationId.", TEXT),
        "levels": described("The level of each field: left out, a listed value, or any other.", TEXTS),
        "classes": described("The value class behind each level.", TEXTS),
        "accepted": described("The server has accepted it.", {"type": "boolean"}),
    }
)
_REQUEST = object_of(
    {
        "probe": described("The id of the probe.", TEXT),
        "operation": described("The operationId.", TEXT),
        "at": described("Seconds since the first request began.", SECONDS),
        "seconds": described("The time until the whole answer was there.", SECONDS),
        "status": described("The status of the answer; null without one.", or_null({"type": "integer"})),
        "paid": described("It was accepted and charged for.", {"type": "boolean"}),
        "unknown": described("It may have been paid for; no answer says so.", {"type": "boolean"}),
        "row": described("The place of its row in `rows`, for a row itself.", COUNT),
        "price": described("Its price, or what it may have cost, in millionths of the currency.", COUNT),
    },
    "row",
)
_TASK = object_of(
    {
        "probe": described("The id of the probe that started it.", TEXT),
        "seconds": described("The time until its end.", SECONDS),
        "values": described("The values in its request that may make a difference.", TEXTS),
    }
)
_VIDEO = object_of(
    {
        "probe": described("The id of the probe that started its task.", TEXT),
        "asked": described("The properties that its request asked for.", TEXTS),
        "width": described("The width of the picture in pixels.", COUNT),
        "height": described("The height of the picture in pixels.", COUNT),
        "seconds": described("The length of the video.", SECONDS),
        "thumbnail": described("A PNG in base64.", or_null(TEXT)),
    }
)
_COVERED = object_of(
    {"covered": described("Accepted by the server.", COUNT), "of": described("All of the plan.", COUNT)}
)

_COVERAGE = object_of(
    {
        "strength": described("The number of fields that are combined.", COUNT),
        "values": described("The value classes.", _COVERED),
        "combinations": described("The combinations of levels of so many fields.", _COVERED),
    }
)
_NOT_RUN = object_of({"probe": described("The id of the probe.", TEXT), "reason": described("The reason.", TEXT)})
_WAIVER = object_of(
    {
        "reason": described("The reason that the caller gave.", TEXT),
        "expires": described("The last day on which it holds, ISO 8601.", or_null(TEXT)),
    }
)
_COUNTS = object_of(
    {
        "probes": described("The probes that were run.", COUNT),
        "requests": described("The requests that were sent.", COUNT),
        "paid": described("Those of them that were accepted and charged for.", COUNT),
        "unknown": described("Those of them that may have been charged for; no answer says so.", COUNT),
    }
)

#: Every field of contract.json; there is no other.
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "contract.json",
    **object_of(
        {
            "version": described("Raised when a field is renamed, removed or changed.", {"const": REPORT_VERSION}),
            "written": described("Date and time, ISO 8601.", TEXT),
            "run": described("The id of the run.", TEXT),
            "label": described("The --label of the caller.", or_null(TEXT)),
            "command": described("The command that started the run.", or_null(TEXT)),
            "suite": described("The version of the suite.", TEXT),
            "conforms": described("The verdict on the server.", {"enum": ["yes", "no", "undecided"]}),
            "doubts": described("The reasons against saying that the server conforms, each in a line.", list_of(TEXT)),
            "basis": described("The weakest basis at which a broken clause fails the server.", BASIS),
            "server": described("The base URL.", TEXT),
            "spec": described("The spec that the server was checked against.", _SPEC),
            "clauses": described("Every clause by its id.", {"type": "object", "additionalProperties": _CLAUSE}),
            "findings": described("Every clause that an answer broke, once for each answer.", list_of(FINDING)),
            "not_run": described("The probes that were not run.", list_of(_NOT_RUN)),
            "coverage": described("The valid values that were accepted.", _COVERAGE),
            "rows": described("Every planned row.", list_of(_ROW)),
            "timeline": described("Every request in the order in which it was sent.", list_of(_REQUEST)),
            "tasks": described("The tasks that were followed to their end.", list_of(_TASK)),
            "videos": described("The videos that were judged.", list_of(_VIDEO)),
            "waivers": described(
                "The known deviations by clause.", {"type": "object", "additionalProperties": _WAIVER}
            ),
            "counts": described("The sums of the run.", _COUNTS),
            "spent": described("The price of what was or may have been charged for, with the currency.", or_null(TEXT)),
            "limit": described("The --max-paid of the run.", or_null(COUNT)),
            "shard": described("The part of the plan, as 2/3.", TEXT),
            "seed": described("The seed of the requests that schemathesis makes.", {"type": "integer"}),
            "seconds": described("The time that the run took.", SECONDS),
            "environment": described(
                "The versions of Python and of the libraries that make and judge requests.", TEXTS
            ),
        },
        "command",
        "videos",
    ),
}
