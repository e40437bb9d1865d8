"""Texts of a page: what a server sent is shown as data, cut where it is long, with nothing that steers a reader."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from clausewise.report.verdict import NOT_KEPT
from clausewise.spec import BASES

#: Characters at which texts are cut.
LONGEST = 2_000
#: The most findings of one clause that are shown; the others are counted.
FINDINGS = 20
#: The words that differ are marked where at least one in so many is the same.
SHARED = 3
#: The most broken clauses of a server that are named at its top.
NAMED = 8
#: Larger pictures are not shown, in characters; of many videos so many are.
LARGEST_PICTURE, VIDEOS = 16_000, 100
#: Characters that are not letters, marks, digits, signs or blanks: they steer a terminal or the direction of a text.
_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: The strongest basis first, which is that of the group.
_STRENGTH = {basis: index for index, basis in enumerate(BASES)}


def shown(text: object, longest: int = LONGEST) -> str:
    """A text in one line with its steering characters written out, cut where it is long."""
    whole = str(text)
    cut = whole if len(whole) <= longest else f"{whole[:longest]}… ({len(whole)} characters)"
    return "".join(_written_out(char) for char in cut)


def _written_out(char: str) -> str:
    if unicodedata.category(char) not in _STEERING:
        return char
    if char in _NAMED:
        return _NAMED[char]
    return f"\\u{ord(char):04x}" if ord(char) > 0xFF else f"\\x{ord(char):02x}"


def anchor(name: str) -> str:
    """The name of a clause as a part of an address."""
    return "clause-" + re.sub(r"[^A-Za-z0-9_-]", "-", name)


def grouped(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The broken clauses, failed ones first, each with its findings, the shortest request first."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for finding in report["findings"]:
        groups.setdefault((finding["status"], finding["clause"]), []).append(finding)
    found = []
    for (status, clause), findings in sorted(groups.items(), key=lambda group: NOT_KEPT.index(group[0][0])):
        findings.sort(key=lambda finding: (_STRENGTH.get(finding["basis"], 0), len(finding["request"])))
        found.append(
            {
                "status": status,
                "clause": clause,
                "count": len(findings),
                "findings": findings[:FINDINGS],
                "message": findings[0]["message"],
                "basis": findings[0]["basis"],
            }
        )
    return found


def png(text: object) -> str | None:
    """The address of a small picture; None where a text is anything else than a PNG in base64."""
    if not isinstance(text, str) or len(text) > LARGEST_PICTURE:
        return None
    return f"data:image/png;base64,{text}" if re.fullmatch(r"iVBORw0KGgo[A-Za-z0-9+/]*={0,2}", text) else None


def marked(text: object, beside: object) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether the text beside it lacks these words."""
    one, other = (re.findall(r"\s+|[^\s]+", shown(each)) for each in (text, beside))
    pieces: list[tuple[str, bool]] = []
    for kind, start, end, _, _ in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if start < end:
            pieces.append(("".join(one[start:end]), kind != "equal"))
    same = sum(len(piece.split()) for piece, differs in pieces if not differs)
    alike = SHARED * same >= sum(len(piece.split()) for piece, _ in pieces)
    return pieces if alike else [("".join(one), False)]  # of two texts that have little in common all would be marked


def ticked(text: object) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it stands between backticks; whole where one of these has no other."""
    pieces = shown(text).split("`")
    return (
        [(piece, number % 2 == 1) for number, piece in enumerate(pieces)] if len(pieces) % 2 else [(shown(text), False)]
    )


def python_call(exchange: Mapping[str, Any]) -> str:
    """A request as a call of Python's requests; the key comes from the environment."""
    headers = {name: value for name, value in exchange["headers"].items() if name.lower() not in _OWN_HEADERS}
    lines = [f"    {exchange['method']!r},", f"    {exchange['url']!r},"]
    lines += [f"    headers={headers!r},"] if headers else []
    body = exchange["body"]
    if isinstance(body, Mapping):
        lines.append(f"    data=base64.b64decode({body['base64']!r}),")
    elif body:
        lines.append(f"    {_json_argument(body)},")
    imports = "import base64\n\n" if isinstance(body, Mapping) else ""
    # Texts of a server stand in it as Python writes them: in one line each, without what steers.
    return "\n".join([f"{imports}import requests", "", "requests.request(", *map(shown_line, lines), ")"])


def shown_line(line: str) -> str:
    """A line of code, cut where nobody would run it."""
    return shown(line, 20_000)


def _json_argument(body: str) -> str:
    try:
        value = json.loads(body)
        json.dumps(value, allow_nan=False)  # a number that Python has no word for
    except ValueError:
        return f"data={body!r}.encode()"
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")) == body
    return f"json={value!r}" if plain else f"data={body!r}.encode()"


#: Headers that requests writes by itself.
_OWN_HEADERS = {"user-agent", "accept-encoding", "accept", "connection", "content-length", "content-type", "host"}
