"""Tools of others read a run: JUnit, SARIF, and a reporter that is a pytest plugin of its own."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from clausewise.cli.check import main
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults import changes
from clausewise.report.formats import FORMATS
from clausewise.report.record import PROPERTY
from clausewise.spec import Spec
from tests.pages.reports import REPORTS

#: JUnit as readers take it, by junit-10.xsd of Jenkins' plugin xUnit: for each element the attributes that it needs,
#: those that it may have, and what it may hold. `error` and the properties of a case are not in that file; pytest
#: writes both, and Jenkins, GitLab and Maven's own schema since Surefire 3 take them.
JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"time", "skipped", "timestamp", "hostname", "id", "package", "file"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"properties", "skipped", "error", "failure", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    **dict.fromkeys(("skipped", "error", "failure"), (set(), {"type", "message"}, set())),
    **dict.fromkeys(("system-out", "system-err"), (set(), set(), set())),
}


def closed(required: str, **properties: Any) -> dict[str, Any]:
    """An object that needs the properties named and has no other than these."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
POSITIVE = {"type": "integer", "minimum": 1}
RESULT = closed(
    "message",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    message=closed("text", text=TEXT),
    locations={
        "items": closed(
            "",
            physicalLocation=closed(
                "artifactLocation",
                artifactLocation=closed("uri", uri={"type": "string", "format": "uri-reference"}),
                region=closed("startLine", startLine=POSITIVE),
            ),
        )
    },
    occurrenceCount=POSITIVE,
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions={"items": closed("kind", kind={"enum": ["inSource", "external"]})},
)
RULE = closed("id", id=TEXT, shortDescription=closed("text", text=TEXT), properties={"type": "object"})
#: What OASIS says of the objects of SARIF 2.1.0 that we write: what they need, and that they have nothing unknown.
#: Our files were validated by the whole of its sarif-schema-2.1.0.json too, which is not ours to carry.
SARIF = closed(
    "version runs",
    version={"const": "2.1.0"},
    runs={
        "items": closed(
            "tool",
            tool=closed("driver", driver=closed("name", name=TEXT, informationUri=TEXT, rules={"items": RULE})),
            results={"items": RESULT},
        )
    },
    **{"$schema": TEXT},
)


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_is_what_its_standard_says(name: str) -> None:
    text = FORMATS["contract.sarif"](REPORTS[name]).encode("utf-8", "backslashreplace").decode()
    validator = jsonschema_rs.validator_for(SARIF, validate_formats=True)
    log = json.loads(text)
    assert [error.message for error in validator.iter_errors(log)] == []
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of a few tests has written, of a server with a fault."""
    folder = tmp_path_factory.mktemp("tools")
    arguments = ["-q", "-k", "unknown_ids", f"--junit-xml={folder / 'junit.xml'}", f"--report={folder / 'report'}"]
    if find_spec("allure_pytest"):
        arguments.append(f"--alluredir={folder / 'allure'}")
    app = MockServer(Spec.load(), changes=changes(fault="unknown-id-empty"))
    with running(app) as url:
        assert main([*arguments, "--basis", "assumed", "--strength", "1", "--base-url", url]) == 1
    return folder


def test_junit_is_what_its_readers_take(folder: Path) -> None:
    root = ElementTree.parse(folder / "junit.xml").getroot()  # noqa: S314 - written by pytest, of our own run
    for element in root.iter():
        needs, may, holds = JUNIT[element.tag]
        assert needs <= set(element.keys()) <= needs | may, element.tag
        assert {child.tag for child in element} <= holds, element.tag
    assert re.fullmatch(r"\d+(\.\d{1,3})?", str(root[0].get("time")))


def test_junit_has_short_names_and_the_record_as_json(folder: Path) -> None:
    root = ElementTree.parse(folder / "junit.xml").getroot()  # noqa: S314 - written by pytest, of our own run
    cases = list(root.iter("testcase"))
    assert cases
    for case in cases:
        assert re.fullmatch(r"test_unknown_ids_are_refused\[[A-Za-z0-9.-]+-[0-9a-f]{8}\]", str(case.get("name")))
    told = [json.loads(str(each.get("value"))) for each in root.iter("property") if each.get("name") == PROPERTY]
    assert len(told) == len(cases)
    assert any(finding["clause"] for record in told for finding in record["findings"])


@pytest.mark.exhaustive
def test_a_reporter_of_others_works_on_top(folder: Path) -> None:
    pytest.importorskip("allure_pytest", reason="allure-pytest is not installed")
    results = [json.loads(path.read_text("utf-8")) for path in (folder / "allure").glob("*-result.json")]
    cases = {case.get("name") for case in ElementTree.parse(folder / "junit.xml").iter("testcase")}  # noqa: S314 - ours
    assert {result["name"] for result in results} == cases
    assert "failed" in {result["status"] for result in results}
    assert any("task-unknown" in result["statusDetails"]["message"] for result in results if "statusDetails" in result)
