"""Stack traces in an answer: as text, as a page, in JSON, however often escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

_SOURCE = (
    r"(?:py|[cm]?[jt]sx?|java|kt|scala|groovy|clj|go|rb|php|cs|fs|vb|rs|exs?|erl|dart|swift|lua|cr|hs|jl|cc|cpp|cxx)"
)
#: A file of source code with the line in it. Without a path before it, "relay.example.rs:8443" would be one.
_AT_LINE = (
    r"(?<![^\s\"'(\[])(?:file://|webpack(?:-internal)?://|[A-Za-z]:)?[\w.@~+()-]*[/\\](?!/)[\w.@~+/\\()\[\]-]*"
    rf"\.{_SOURCE}:\d+"
)
#: The beginnings of lines in stack traces of common languages.
_STACK_TRACE = re.compile(
    r"Traceback \(most recent call last\)"
    r"|^\s*File \"?[^\s\"]+\.py\"?,\s*line \d+"
    r"|^\s*File \"[^\"]+\", line \d+"
    r"|\bFile \"[^\"]+\.py\", line \d+, in \w"  # also in a list that Python has written as text
    r"|^\s*[^\s\"<>]+/[^\s\"<>/]+\.py, line \d+, in \w"
    r"|^\s*at [\w$.<>/\[\] ]+\([^()\n]*(?:\.(?:java|kt|scala|groovy|clj|[cm]?[jt]sx?)(?::\d+){1,2}|\.java)\)"
    r"|\bat [\w$.<>\[\] ]+\((?:file://)?[^()\s]*[/\\][^()\s]*\.[cm]?[jt]sx?(?::\d+){2}\)"
    r"|^\s*at [\w$.<>/ ]+\((?:Native Method|Unknown Source|node:[\w/]+(?::\d+){1,2}|<anonymous>)\)"
    r"|^\s*at (?:async )?node:[\w/]+(?::\d+){1,2}\s*$"
    r"|(?:^|\s)[\w$]+(?:[./][\w$<>-]+)+ ?\([\w$]+\.(?:java|kt|scala|groovy|clj):\d+\)"
    r"|\bgoroutine \d+ \["
    r"|panicked at .*\.rs:\d+"
    r"|^\s*#\d+ +.*\.php(?:\(\d+\)|:\d+)"
    r"|\s#\d+ +\S+\.php\(\d+\)"
    r"|^\s*#\d+ +.+ \(.+\.dart(?::\d+){1,2}\)"
    r"|\bin \S+\.php(?:\(\d+\))?(?: on line |:)\d+"
    r"|(?<!\S)[^\s:]+\.(?:rb|erb|ru)(?:\.erb)?:\d+:in [`']"
    rf"|{_AT_LINE}(?::\d+)?(?:\)?(?: \+?\(?0x[0-9a-f]+\)?)?\s*$| in [`'\w]|: attempt to | \(0x[0-9a-f]+\))"
    r"|\.lua:(?:\d+:)? in (?:function|main)\b"
    r"|\{file,\s*\"[^\"]+\"\},\s*\{line,\s*\d+\}"
    rf"|^\s*\(\w+ \d[\w.-]*\) \S+\.exs?:\d+: "
    r"|\bat [\w.$<>`]+(?:\([^()\n]*\))? in .+\.(?:cs|fs|vb):line \d+"
    r"|^\s*at (?:[\w$<>`|+\[\],]+\.){2,}[\w$<>`|.]+(?:\[[\w, ]+\])?\([\w.`\[\]<>&*, ]*\)\s*$"
    r"|^\s*--- End of (?:inner exception )?stack trace"
    r"|\bat \S+\.p[lm] line \d+\b",
)
_BREAK = re.compile(
    r"<(?:br|/?(?:p|div|li|pre|tr|td|h\d|ul|ol|summary|section|textarea))\b[^<>]*>"
    r"|(?<=[:,\[{(\s])\"|\"(?=\s*[:,\]})])",  # where a string of JSON begins or ends
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrt\"'/\\]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
#: A frame as members of an object of JSON, or as words below each other.
_FRAME = re.compile(
    rf'"file(?:[nN]ame)?"\s*:\s*"[^"]+\.{_SOURCE}"\s*,\s*"line(?:Number|no)?"\s*:\s*"?\d+'
    rf"|\bFile(?:name)?:\s+\S+\.{_SOURCE}\s+Line(?: Number)?:\s+\d"
)
#: Characters of a line and of a text that are searched, and layers of escapes and markup that are looked through.
LONGEST_LINE, LONGEST_TEXT, LAYERS = 1000, 200_000, 3
#: The number of lines of which is remembered what they hold.
KNOWN = 1024


def stack_trace(text: str) -> str | None:
    """The first words of a stack trace in a text, None where there is none."""
    for reading in _readings(text[:LONGEST_TEXT]):
        # Line by line, and not for ever: some patterns take the square of a line's length.
        lines = (line[:LONGEST_LINE] for line in reading.splitlines())
        found = next(filter(None, map(_beginning, lines)), None)
        if found is None and (frame := _FRAME.search(reading)) is not None:
            found = frame[0]
        if found is not None:
            return found.strip()[:120]
    return None


# Names and values of headers, and of refusals, come again with each answer.
@lru_cache(KNOWN)
def _beginning(line: str) -> str | None:
    """The beginning of a stack trace in a line; None where there is none."""
    found = _STACK_TRACE.search(line)
    return None if found is None else found[0]


def _readings(text: str) -> Iterator[str]:
    """A text as it stands, then without one layer of escapes and markup after the other."""
    yield text
    for _ in range(LAYERS):
        bare = html.unescape(_ESCAPE.sub(_escaped, text)).replace("\xa0", " ").replace("\0", "")
        if bare != text:
            yield bare
        plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", bare)))
        plain = re.sub(r",\s*\n\s*(?=line \d)", ", ", plain)  # where a page breaks a line that a reader sees as one
        if plain != bare:
            yield plain
        if bare == text:
            return
        text = bare


def _escaped(found: re.Match[str]) -> str:
    return _PLAIN.get(found[2], found[2]) if found[2] else chr(int(found[1], 16))
