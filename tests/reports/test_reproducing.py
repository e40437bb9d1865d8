"""reproduce.py of a report fails on the server with the fault, passes on a right one, and hides nothing."""

from __future__ import annotations

import ast
import base64
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from clausewise.mock_server import MockServer, Switch, running
from clausewise.mock_server.faults import changes, faults
from clausewise.probes.keys import CREDENTIALS, STRANGE_KEY
from clausewise.probes.probe import Kind, Probe
from clausewise.report.contract_json import report as data_of
from clausewise.report.reproduce import reproduce_file
from clausewise.report.reproduce.assertions import credential
from clausewise.report.reproduce.schema import KEYWORDS, fits
from clausewise.spec import Spec
from clausewise.spec.compiling import DIALECT
from tests.pages.reports import KEY, REPORTS, finding, report
from tests.pages.test_formats import STEERING
from tests.reports.judged import judged
from tests.sampling import sampled

SPEC = Spec.load()
#: Faults of every family whose findings a few requests show.
FAULTS = (
    *("prompt-missing-accepted", "hd-array-accepted", "images-object-accepted", "character-timestamps-any-accepted"),
    *("model-sora-2-refused", "watermark-demanded", "crash-portrait", "crash-media-type"),
    *("task-id-integer", "task-id-of-prompt-start", "answer-json-in-string", "status-202", "error-null", "refusal-418"),
    *("method-put-creates", "method-get-200", "form-body-accepted", "key-case-accepted", "leak-header"),
    *("trace-node", "read-201", "unknown-id-null", "record-id-integer", "drop-refusal", "drop-chunks"),
    *(
        "rule-hd-unchecked",
        "anonymous-refused-with-keys",
        "unknown-id-redirect",
        "task-id-constant",
        "read-alternating",
    ),
)
#: Fewer rows and no fuzzing: what a fault shows is judged here, and not how many requests show it.
FEW = ("--strength", "1", "--no-follow")


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


def _about(clauses: tuple[str, ...]) -> Callable[[Probe], bool]:
    """Choose the probes of some clauses, and a part of the others of each kind."""
    seen: Counter[Kind] = Counter()

    def wanted(probe: Probe) -> bool:
        seen[probe.kind] += 1
        return seen[probe.kind] % 8 == 1 or bool({clause.id for clause in probe.clauses} & {*clauses})

    return wanted


@pytest.fixture
def servers() -> Iterator[Callable[[str | None], str]]:
    """One address, behind which a fault, or none, can be put."""
    switch = Switch(MockServer(SPEC))
    with running(switch) as url:

        def behind(fault: str | None) -> str:
            switch.app = MockServer(SPEC, keys=frozenset([KEY]), changes=changes(fault=fault) if fault else [])
            return url

        yield behind


@pytest.mark.parametrize("fault", sampled(FAULTS, every=14))
def test_a_finding_is_seen_again_and_not_on_a_right_server(
    fault: str, servers: Callable[[str | None], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTRACT_TEST_KEY", KEY)
    app = MockServer(SPEC, keys=frozenset([KEY]), changes=changes(fault=fault))
    verdict = judged(app, *FEW, "--api-key-env", "CONTRACT_TEST_KEY", wanted=_about(faults()[fault].clauses))
    data = data_of(verdict)
    assert faults()[fault].clauses[0] in {found["clause"] for found in data["findings"]}
    data["findings"] = data["findings"][:12]  # in the order of the plan: the others are of the same kinds
    text = reproduce_file(data)
    assert KEY not in text
    seen = outcomes(text, servers(fault), monkeypatch)
    assert seen.failed
    assert not seen.passed, text
    right = outcomes(text, servers(None), monkeypatch)
    assert not right.failed, text
    assert right.passed
    assert all("not reproduced" in reason for reason in seen.skipped.values())


def test_nothing_that_costs_money_is_sent_unless_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MockServer(SPEC)
    again = finding("method")
    again["exchange"]["url"] = "http://127.0.0.1:1/v2/videos/generations"
    free = finding("shape")
    free["reproduction"] = free["reproduction"] | {"paid": False}
    with running(server) as url:
        seen = outcomes(reproduce_file(report(again, free)), url, monkeypatch, pay=False)
    assert [reason for reason in seen.skipped.values() if "CONTRACT_PAY" in reason]
    assert len(seen.skipped) == len(seen.failed) == 1
    assert server.requests == 1


def test_the_names_are_the_same_in_another_run_whatever_else_is_found() -> None:
    names = [
        set(re.findall(r"^def (test_\w+)", reproduce_file(report(*found)), re.M))
        for found in ([finding("method")], [finding("shape"), finding("method", number=1), finding("method")])
    ]
    assert len(names[0]) == 1
    assert len(names[1]) == 3
    assert names[0] < names[1]


def test_what_cannot_be_sent_again_is_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = finding("video-length") | {"reproduction": {"reason": "it takes a video"}}
    elsewhere = finding("video-link")
    elsewhere["exchange"]["url"] = "https://files.example/1.mp4"
    older = {name: value for name, value in finding("older").items() if name != "reproduction"}
    seen = outcomes(reproduce_file(report(followed, elsewhere, older)), "http://127.0.0.1:1", monkeypatch)
    assert sorted(seen.skipped.values()) == [
        "not reproduced: it takes a video",
        "not reproduced: its address is not one of the server under test",
        "not reproduced: the report was written without what it takes",
    ]


def test_what_a_server_has_sent_is_no_code() -> None:
    text = reproduce_file(REPORTS["hostile"])
    plain = reproduce_file(report(finding("method")))
    assert text.isascii()
    assert not STEERING.search(text)
    assert _called(text) == _called(plain)


def _called(text: str) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}


@pytest.mark.exhaustive
def test_it_is_run_by_pytest_with_requests_alone(servers: Callable[[str | None], str], tmp_path: Path) -> None:
    text = reproduce_file(report(finding("method", "t")))
    modules = {name.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names}
    modules |= {str(node.module) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in modules} - sys.stdlib_module_names == {"pytest", "requests"}
    path = tmp_path / "reproduce.py"
    path.write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONTRACT_", "PYTHONPATH"))}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(path)],
        env=kept | {"CONTRACT_BASE_URL": servers(None)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 skipped" in done.stdout, done.stdout
    assert "set CONTRACT_PAY=1 to send it" in done.stdout


@pytest.mark.parametrize("known", [True, False])
def test_every_form_of_a_key_is_written_as_the_suite_sends_it(*, known: bool) -> None:
    names: dict[str, Any] = {"key": lambda: "sk-A1b2C3d4", "STRANGE_KEY": STRANGE_KEY, "base64": base64}
    for name, form in CREDENTIALS.items():
        written = credential({"header": "Authorization", "form": name, "known": known})
        assert eval(written, names) == form("sk-A1b2C3d4" if known else STRANGE_KEY), name  # noqa: S307 - our own
    assert STRANGE_KEY in reproduce_file(report())


SCHEMAS: tuple[dict[str, Any], ...] = (
    *({"type": name} for name in ("string", "integer", "number", "boolean", "null", "object", "array")),
    *({"type": ["string", "null"]}, {"enum": [1, "a", None]}, {"const": [1, {"a": True}]}, {"required": ["a"]}),
    *({"properties": {"a": {"type": "string"}}}, {"properties": {"a": True}, "additionalProperties": False}),
    *({"items": {"type": "integer"}}, {"prefixItems": [{"const": 1}], "items": {"type": "string"}}),
    *({"anyOf": [{"minimum": 2}, {"type": "string"}]}, {"oneOf": [{"type": "number"}, {"minimum": 2}]}),
    *({"not": {"type": "string"}}, {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "number"}}),
    *({"allOf": [{"type": "string"}, {"pattern": "^a"}]}, {"maxLength": 1}, {"minItems": 2}, {"maxItems": 1}),
    *({"uniqueItems": True}, {"exclusiveMinimum": 1}, {"exclusiveMaximum": 1}, {"maximum": 1}, {"multipleOf": 0.5}),
    *(
        {"minProperties": 1},
        {"maxProperties": 0},
        {"propertyNames": {"maxLength": 0}},
        {"dependentRequired": {"a": ["b"]}},
    ),
    *({"patternProperties": {"^a": {"type": "null"}}, "additionalProperties": {"type": "string"}}, {"format": "uuid"}),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 1.0, 1.5, 2, -3, "", "a", "ab", "b", [], [1], [1, 1], [1, True], [1, "a"], [True, 1.0]),
    *([1, {"a": True}], {}, {"a": 1}, {"a": "b"}, {"a": None, "b": "c"}, {"b": 2}, {"a": 1, "b": 2}),
    *("f0aa213c-c09e-4e19-a0e5-c698fe48acf1", "f0aa213c"),
)


def test_a_schema_is_judged_as_by_the_library() -> None:
    for schema in SCHEMAS:
        library = jsonschema_rs.validator_for({**schema, "$schema": DIALECT}, validate_formats=True)
        for value in VALUES:
            assert fits(value, schema) == library.is_valid(value), (schema, value)
    assert all(f'"{word}":' in json.dumps(SCHEMAS) for word in KEYWORDS)
