"""Reports as contract.json has them, made by hand for pages: conforming, broken, cut off, empty, large, hostile."""

from __future__ import annotations

from typing import Any

from clausewise.report.verdict import REPORT_VERSION

#: Texts that a server may send to whoever reads a report.
HOSTILE = (
    "</script><script>window.hit = 1</script>"
    "<img src=x onerror='window.hit = 2'>"
    "<svg onload='window.hit = 3'></svg>"
    "\x1b[31mred\x1b[0m\x9b31m\r\n::error file=x::run\u202egnp.exe\u2028\u0000\ud800"
    "](javascript:window.hit=4) | `code` <!-- {{ 7 * 7 }} {% raw %}"
)
#: A picture of one pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
KEY = "sk-page-5Xw9Zq1Lm3Rt7Yb0Kd8"


def finding(clause: str, text: str = "status 200", status: str = "failed", number: int = 0) -> dict[str, Any]:
    """One finding with a text of the server in each place that may hold one."""
    exchange = {
        "method": "POST",
        "url": f"http://127.0.0.1:1/v2/videos/generations?{text[:40]}",
        "headers": {"Content-Type": "application/json", "X-Echo": text},
        "body": f'{{"number":{number}}}',
        "status": 200,
        "answer_headers": [["X-Answer", text]],
        "answer": text,
        "seconds": 0.01,
        "error": None,
    }
    return {
        "clause": clause,
        "basis": "documented",
        "always": False,
        "same_as": None,
        "status": status,
        "message": f"The promise of {clause}.",
        "actual": text,
        "expected": "a refusal with a 4xx",
        "request": f"curl -sS -X POST http://127.0.0.1:1 --data-binary '{text}'",
        "answer": text,
        "exchange": exchange,
        "client": f"from client import Client\nprint({text[:300]!r})",
        "reproduction": {
            "key": {"header": "Authorization", "form": "given", "known": True},
            "paid": True,
            "before": [],
            "expects": {"kind": "accepted", "inside": [text[:50]], "schema": {"const": text[:200]}},
        },
        "probe": f"create/near miss/{text[:60]}",
    }


def request(number: int) -> dict[str, Any]:
    """One request of a timeline."""
    paid = number % 10 == 0
    return {
        "probe": f"probe {number}",
        "operation": "create",
        "at": number / 100,
        "seconds": 0.001 * (number % 97),
        "status": 200 if paid else 400,
        "paid": paid,
        "unknown": False,
        "price": 100_000 if paid else 0,
        **({"row": number // 10 % 4} if paid else {}),
    }


def report(
    *findings: dict[str, Any], conforms: str = "yes", requests: int = 50, text: str = "t", not_run: int = 0
) -> dict[str, Any]:
    """A report with these findings."""
    broken = {found["clause"]: found["status"] for found in findings}
    names = ["method", "prompt-required", "no-secrets", *broken]
    levels = [{"model": model, "hd": hd} for model in ("a", "b") for hd in ("absent", "true")]
    return {
        "version": REPORT_VERSION,
        "written": "2030-01-01T00:00:00+00:00",
        "run": "run-1",
        "label": None,
        "suite": "0.1.0",
        "conforms": conforms,
        "doubts": [],
        "basis": "documented",
        "server": "http://127.0.0.1:1",
        "spec": {"title": text, "version": "1.0.0", "file": "openapi/video-generations.yaml", "digest": "0" * 64},
        "clauses": {
            name: {
                "basis": "documented",
                "verdict": broken.get(name, "kept" if requests else "not checked"),
                "findings": sum(found["clause"] == name for found in findings),
                "checkable": True,
                "tested": min(requests, 5),
                "probes": [],
                "says": text,
                "line": 3,
            }
            for name in names
        },
        "findings": list(findings),
        "not_run": [{"probe": f"probe {number}", "reason": text} for number in range(not_run)],
        "coverage": {
            "strength": 2,
            "values": {"covered": 1, "of": 2},
            "combinations": {"covered": 3, "of": 4},
        },
        "rows": [
            {"operation": "create", "levels": level, "classes": {**level, "text": text[:20]}, "accepted": number != 2}
            for number, level in enumerate(levels)
        ],
        "timeline": [request(number) for number in range(requests)],
        "videos": [
            {
                "probe": text,
                "asked": {"ratio": "16:9", "seconds": "10", "more": text},
                "width": 1280,
                "height": 720,
                "seconds": 10.0,
                "thumbnail": picture,
            }
            for picture in [PNG, text, None, f"{PNG}'><script>window.hit = 5</script>"][:requests]
        ],
        "waivers": {},
        "tasks": [
            {"probe": f"probe {number}", "seconds": 30 + 7.5 * (number % 9), "values": {"model": "ab"[number % 2]}}
            for number in range(0, min(requests, 200), 10)
        ],
        "counts": {"probes": requests, "requests": requests, "paid": requests // 10, "unknown": 0},
        "spent": "1.20 USD",
        "limit": 26,
        "shard": "1/1",
        "seed": 0,
        "seconds": 3.2,
        "environment": {"python": "3.11"},
    }


REPORTS: dict[str, dict[str, Any]] = {
    "conforming": report(),
    "many violations": report(
        *(finding(f"clause-{number % 30}", number=number) for number in range(300)), conforms="no"
    ),
    "cut off": report(conforms="undecided", not_run=700),
    "empty": report(conforms="undecided", requests=0),
    "10,000 requests": report(*(finding("method", number=number) for number in range(50)), requests=10_000),
    "hostile": report(finding("method", HOSTILE), finding(HOSTILE[:80], HOSTILE * 3000), conforms="no", text=HOSTILE),
}
