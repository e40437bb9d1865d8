"""contract.sarif: the findings in SARIF 2.1.0, each at the line of the spec where its clause stands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from clausewise.report.page.texts import grouped, shown
from clausewise.terminal.printable import printable_json

_LEVELS = {"failed": "error", "waived": "note", "reported": "warning"}


def sarif(report: Mapping[str, Any]) -> str:
    """The findings for code scanning: each broken clause at its line of the spec."""
    clauses = report["clauses"]
    rules = [
        {
            "id": name,
            "shortDescription": {"text": _plain(shown(clause.get("says") or name))},
            "properties": {"basis": clause["basis"], "verdict": clause["verdict"]},
        }
        for name, clause in clauses.items()
    ]
    order = {name: index for index, name in enumerate(clauses)}
    driver = {"name": "clausewise", "informationUri": "https://github.com/OWNER/REPOSITORY", "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(report, order, group) for group in grouped(report)]}],
    }
    return printable_json(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"


def _result(report: Mapping[str, Any], order: Mapping[str, int], group: Mapping[str, Any]) -> dict[str, Any]:
    first = group["findings"][0]
    message = (
        f"{first['message']} Expected: {first['expected']}. Actual: {first['actual']}. Request: {first['request']}"
    )
    clause = report["clauses"][group["clause"]]
    location = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(report["spec"].get("file", "openapi.yaml"), errors="backslashreplace")},
            "region": {"startLine": clause.get("line", 1)},
        }
    }
    suppressed = {"suppressions": [{"kind": "external"}]} if group["status"] == "waived" else {}
    return {
        "ruleId": group["clause"],
        "ruleIndex": order[group["clause"]],
        "level": _LEVELS[group["status"]],
        "message": {"text": _plain(shown(message))},
        "locations": [location],
        "occurrenceCount": group["count"],
        "partialFingerprints": {"clause/v1": group["clause"]},  # the same finding in the next run
        **suppressed,
    }


def _plain(text: str) -> str:
    """A message of SARIF with this text, in which nothing is a link or a place for an argument.

    The standard marks every bracket (3.11.6) and doubles every brace (3.11.5) so, which readers that know neither show.
    It is done only where a reader could take them for a link or for a place.
    """
    linkless = re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)
    return re.sub(r"[{}]", r"\g<0>\g<0>", linkless) if re.search(r"\{\d+\}", linkless) else linkless
