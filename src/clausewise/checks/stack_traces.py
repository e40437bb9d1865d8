"""Stack traces in an answer: as text, as a page, in JSON, however often escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

_SOURCE = r"(?:py|[cm]?[jt]sx?|java|kt|scala|groovy|go|rb|php|cs|fs|vb|rs|exs?|dart|swift)"
#: A file of source code with the line in it. Without a path before it, "relay.example.rs:8443" would be one.
_AT_LINE = (
    r"(?<![^\s\"'(\[])(?:file://|webpack(?:-internal)?://|[A-Za-z]:)?[\w.@~+()-]*[/\\](?!/)[\w.@~+/\\()\[\]-]*"
    rf"\.{_SOURCE}:\d+"
)
#: How stack traces of common languages begin a line.
_STACK_TRACE = re.compile(
    r"Traceback \(most recent call last\)"
    r"|^\s*File \"?[^\s\"]+\.py\"?,\s*line \d+"
    r"|^\s*File \"[^\"]+\", line \d+"
    r"|^[^\s\"<>]+/[^\s\"<>/]+\.py, line \d+, in \w"
    r"|^\s*at [\w$.<>/\[\] ]+\([^()\n]*(?:\.(?:java|kt|scala|groovy|[cm]?[jt]sx?)(?::\d+){1,2}|\.java)\)"
    r"|^\s*at [\w$.<>/ ]+\((?:Native Method|Unknown Source|node:[\w/]+(?::\d+){1,2}|<anonymous>)\)"
    r"|^\s*at (?:async )?node:[\w/]+(?::\d+){1,2}\s*$"
    r"|(?:^|\s)[\w$]+(?:[./][\w$<>-]+)+\([\w$]+\.(?:java|kt|scala|groovy|clj):\d+\)"
    r"|^goroutine \d+ \["
    r"|panicked at .*\.rs:\d+"
    r"|^\s*#\d+ +.*\.php(?:\(\d+\)|:\d+)"
    r"|^\s*#\d+ +.+ \(.+\.dart(?::\d+){1,2}\)"
    r"|\bin \S+\.php(?:\(\d+\))?(?: on line |:)\d+"
    r"|^\s*(?:from )?[^\s:]+\.(?:rb|erb|ru)(?:\.erb)?:\d+:in [`']"
    rf"|{_AT_LINE}(?::\d+)?\)?(?: \+?\(?0x[0-9a-f]+\)?)?\s*$"
    rf"|^\s*\(\w+ \d[\w.-]*\) \S+\.exs?:\d+: "
    r"|\bat [\w.$<>`]+(?:\([^()\n]*\))? in .+\.(?:cs|fs|vb):line \d+"
    r"|^\s*at (?:[\w$<>`|+\[\],]+\.){2,}[\w$<>`|.]+(?:\[[\w, ]+\])?\([\w.`\[\]<>&*, ]*\)\s*$"
    r"|^\s*--- End of (?:inner exception )?stack trace"
    r"|\bat \S+\.p[lm] line \d+\b",
)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|pre|tr|td|h\d|ul|ol|summary|section|textarea))\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrt\"'/\\]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_FILE = re.compile(rf"\.{_SOURCE}$")
#: How far stack traces are looked for, in characters, and through how many layers of escapes and markup.
LONGEST_LINE, LONGEST_TEXT, LAYERS = 1000, 200_000, 3


def stack_trace(text: str) -> str | None:
    """The first words of a stack trace in a text, None where there is none."""
    for reading in _readings(text[:LONGEST_TEXT]):
        # Line by line, and not for ever: some patterns take the square of a line's length.
        lines = (line[:LONGEST_LINE] for line in reading.splitlines())
        match = next(filter(None, map(_STACK_TRACE.search, lines)), None)
        if match is not None:
            return match.group(0).strip()[:120]
    return None


def frames(value: Any) -> str | None:
    """The first frame in a JSON value that has file and line of source code as members, None where there is none."""
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            file = next((value[key] for key in ("file", "fileName", "filename") if key in value), None)
            line = next((value[key] for key in ("line", "lineNumber", "lineno") if key in value), None)
            if isinstance(file, str) and _FILE.search(file) and isinstance(line, int):
                return f"{file}, line {line}"[:120]
            left += value.values()
        elif isinstance(value, list):
            left += value
    return None


def _readings(text: str) -> Iterator[str]:
    """A text as it stands, then without one layer of escapes and markup after the other."""
    yield text
    for _ in range(LAYERS):
        plain = _ESCAPE.sub(lambda found: _PLAIN.get(found[2], found[2]) if found[2] else chr(int(found[1], 16)), text)
        plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", plain))).replace("\xa0", " ").replace("\0", "")
        if plain == text:
            return
        yield plain
        text = plain
