"""A larger spec of another kind goes through regenerate, mock server and suite without a change of code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clausewise.cli import drift as check_drift
from clausewise.cli import regenerate
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.exchange import Request
from clausewise.mock_server.unsupported import unsupported as unsupported_by_mock
from clausewise.probes.plan import PlanOptions
from clausewise.probes.probe import Kind
from clausewise.probes.unsupported import unsupported
from clausewise.report.exit_codes import UNDECIDED
from clausewise.spec import DEFAULT_SPEC, Spec
from tests.engine.driver import Engine, planned
from tests.sampling import sampled

SOURCE = Path(__file__).parent / "library.yaml"
LIBRARY = Spec.load(SOURCE)
ROOT = DEFAULT_SPEC.parents[1]
OPTIONS = PlanOptions(strength=1)
#: Operations that the suite makes bodies for, those that it reads unknown ids of, and those that need nothing.
PROBED = {"addBook", "addMember", "lend", "sendMessage", "replaceNotes", "readBook", "readMember", "readLoan"}
PROBED |= {"listBooks", "listMembers", "listLoans", "readHealth"}


def test_the_other_spec_is_larger_than_ours_and_of_another_kind() -> None:
    operations = LIBRARY.operations
    assert len(operations) > 20
    assert {parameter.in_ for operation in operations for parameter in operation.parameters} >= {"path", "query"}
    media_types = {name for operation in operations for name in operation.body_media_types}
    assert {"multipart/form-data", "application/octet-stream", "application/merge-patch+json"} < media_types
    text = SOURCE.read_text(encoding="utf-8")
    assert "cursor" in text
    assert "oneOf" in text
    assert "x-clauses" not in text


def test_one_command_makes_a_client_that_was_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "client" / "_generated"
    where = ["--spec", str(SOURCE), "--output", str(output)]
    assert regenerate.main(where) == 0
    told = capsys.readouterr().out
    assert "22 requests of the new client answered and read" in told
    assert told.count(" was not tried: its body is ") == 3, "each body that is no JSON has its line"
    assert "signatures.py was not tried: it needs a layer by hand" in told
    assert "addMember: the client sends application/json only, not application/x-www-form-urlencoded" in told
    functions = {path.stem.replace("_", "") for path in output.glob("api/*/*.py")} - {"init"}
    assert functions == {operation.id.lower() for operation in LIBRARY.operations}
    assert check_drift.main(where) == 0


def test_the_client_passes_a_type_checker(tmp_path: Path) -> None:
    output = tmp_path / "library_client"
    assert regenerate.main(["--spec", str(SOURCE), "--output", str(output)]) == 0
    (output / "signatures.py").unlink()  # it is about a layer by hand, which this client does not have
    done = subprocess.run(  # noqa: S603 - the command is made here
        [sys.executable, "-m", "mypy", "--config-file", "", "--cache-dir", str(tmp_path / "cache"), str(output)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout


def test_the_mock_server_judges_queries_paths_and_choices() -> None:
    server = MockServer(LIBRARY)

    def status(method: str, path: str, query: str = "", body: object = None) -> int:
        sent = b"" if body is None else json.dumps(body).encode()
        headers = {} if body is None else {b"content-type": b"application/json"}
        return server.answer(Request(method, path.encode(), query.encode(), headers, sent)).status

    assert status("GET", "/books", "limit=100&genre=novel&genre=science") == 200
    assert status("GET", "/books", "limit=101") == 400
    assert status("GET", "/members") == 400, "a required query parameter is missing"
    assert status("GET", "/members", "branch=north") == 200
    assert status("GET", "/members/M0001/loans/7") == 200
    assert status("GET", "/members/M1/loans/7") == status("GET", "/members/M0001/loans/0") == 404, "400 is not listed"
    assert status("POST", "/messages", body={"body": {"loan": 1, "text": "late"}}) == 200
    assert status("POST", "/messages", body={"body": {"loan": 1}}) == 400
    assert status("PUT", "/notes", body=["a", "b"]) == 204
    assert status("PUT", "/notes", body=["a", "b", "c", "d"]) == 400


@pytest.mark.parametrize("key", sampled(["library-key-1", None], every=2))
def test_the_suite_finds_nothing_wrong_with_its_mock_server(engine: Engine, key: str | None) -> None:
    server = MockServer(LIBRARY, keys=frozenset({key} if key else ()))
    outcome = engine.check(server, spec=LIBRARY, options=PlanOptions(strength=1, key=key))
    assert outcome.texts == []
    assert not any(result.not_run for result in outcome.results)
    assert {result.probe.operation.id for result in outcome.results if result.accepted} >= PROBED & {"addBook", "lend"}


def test_the_suite_makes_requests_of_every_operation_that_it_does_not_name() -> None:
    probed = {
        probe.operation.id for probe in planned(OPTIONS, LIBRARY) if probe.kind in (Kind.ROW, Kind.READ, Kind.CALL)
    }
    assert probed == PROBED
    lines = [line for line in unsupported(LIBRARY) if not line.startswith(("optional parameters", "bodies are sent"))]
    named = {name for line in lines for name in line.partition(": ")[2].split(", ")}
    assert named | probed == {operation.id for operation in LIBRARY.operations}
    assert not named & probed


def test_the_suite_finds_a_server_that_is_lax(engine: Engine) -> None:
    """Its rules are followed, not those of this repository."""
    text = SOURCE.read_text(encoding="utf-8")
    for right, lax in (("maximum: 2100", "maximum: 9999"), ("{ const: day }", "{ const: never }")):
        assert right in text
        text = text.replace(right, lax)
    outcome = engine.check(MockServer(Spec(yaml.safe_load(text), SOURCE)), spec=LIBRARY, options=OPTIONS)
    broken = {result.probe.operation.id for result in outcome.results if result.findings}
    assert broken == {"addBook", "lend"}
    assert all("accepted" in text or "status 20" in text for text in outcome.texts), outcome.texts


@pytest.mark.exhaustive
def test_the_command_of_the_suite_takes_it(tmp_path: Path) -> None:
    """`pytest contract_tests --spec FILE --base-url URL`, with what is not supported on its screen."""
    with running(MockServer(LIBRARY)) as url:
        command = [sys.executable, "-m", "pytest", "contract_tests", "--spec", str(SOURCE), "--base-url", url]
        done = subprocess.run(  # noqa: S603 - the command is made here
            [
                *command,
                "--strength",
                "1",
                "--examples",
                "0",
                "-q",
                "-p",
                "no:cacheprovider",
                "--basetemp",
                str(tmp_path / "t"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
    # Of some operations nothing valid can be sent, so that nobody can say that it conforms.
    assert done.returncode == UNDECIDED, done.stdout + done.stderr
    assert " 0 failed" in done.stdout
    assert "no valid request of replaceBook can be sent" in done.stdout
    words = " ".join(done.stdout.split())  # long lines are broken up
    for line in unsupported(LIBRARY):
        assert f"not supported {line}" in words
    assert "Warning" not in done.stdout + done.stderr


def test_what_the_mock_server_does_not_judge_is_named() -> None:
    named = {line.partition(":")[0] for line in unsupported_by_mock(LIBRARY)}
    assert named == {"changeBook", "uploadCover", "addMember", "uploadFile"}
