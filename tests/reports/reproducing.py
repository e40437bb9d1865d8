"""The tests of a reproduce.py, run in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.pages.reports import KEY


@dataclass
class Outcomes:
    """The outcomes of the tests of a file, by name."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


def outcomes(text: str, url: str, monkeypatch: pytest.MonkeyPatch, *, pay: bool = True) -> Outcomes:
    """Run every test of the file in this process, as pytest would."""
    monkeypatch.setenv("CONTRACT_BASE_URL", url)
    monkeypatch.setenv("CONTRACT_API_KEY", KEY)
    monkeypatch.setenv("CONTRACT_PAY", "1" if pay else "0")
    monkeypatch.setenv("CONTRACT_TIMEOUT", "3")
    names: dict[str, Any] = {}
    exec(compile(text, "reproduce.py", "exec"), names)  # noqa: S102 - it is ours, and what it does is the question
    found = Outcomes()
    for name, test in [(name, test) for name, test in names.items() if name.startswith("test_")]:
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "skip" or any(mark.args)]
        if marks:
            found.skipped[name] = marks[0].kwargs["reason"]
            continue
        try:
            test()
        except pytest.skip.Exception as reason:
            found.skipped[name] = str(reason)
        except (Exception, pytest.fail.Exception):
            found.failed.append(name)
        else:
            found.passed.append(name)
    return found
