"""Docstrings begin with a verb or a noun."""

from __future__ import annotations

import re

from clausewise.bundled import ROOT


def test_no_docstring_begins_with_a_question() -> None:
    begun = re.compile(r'"""(?:What|Whether|Where|When|How|Which|Why)\b.*')
    files = [
        path for folder in ("src", "scripts", "contract_tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
    ]
    assert len(files) >= 480
    found = [(path.name, begun.findall(path.read_text("utf-8"))) for path in files]
    assert [(name, lines) for name, lines in found if lines] == []
