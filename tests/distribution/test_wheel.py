"""The wheel works in an empty folder, in an environment with nothing else, on every Python that is promised."""

from __future__ import annotations

import signal
import subprocess
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.distribution.conftest import ROOT, run

pytestmark = pytest.mark.exhaustive

#: Somebody else's test, with a spec of theirs, beside the fixture of ours.
THEIR_TEST = """
import json, pathlib, urllib.request
import pytest

SPEC = {
    "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
    "paths": {"/things": {"post": {"operationId": "make", "requestBody": {"required": True, "content": {
        "application/json": {"schema": {"type": "object"}}}}, "responses": {"200": {"description": "made"}}}}},
}

@pytest.fixture
def clausewise_spec(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path

def test_theirs(clausewise_mock, pytestconfig):
    request = urllib.request.Request(
        clausewise_mock.url + "/things", b"{}", {"Content-Type": "application/json"}, method="POST")
    assert urllib.request.urlopen(request).status == 200
    assert clausewise_mock.server.requests == 1
    with pytest.raises(ValueError):
        pytestconfig.getoption("--max-paid")
"""


def test_the_wheel_holds_the_package_the_spec_and_the_suite(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "clausewise/py.typed" in names
    assert "clausewise/_bundled/openapi/video-generations.yaml" in names
    assert "clausewise/_bundled/contract_tests/conftest.py" in names
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "generated_client/"))]


def test_the_suite_finds_that_the_bundled_mock_conforms(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "clausewise", "check", "-q", "--report", "report", cwd=tmp_path)
    assert "CONFORMS at basis assumed" in said
    assert (tmp_path / "report" / "contract.json").is_file()
    assert not (tmp_path / ".hypothesis").exists()


def test_every_command_shows_its_help(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "clausewise", "--help", cwd=tmp_path)
    assert len(said.splitlines()) <= 24
    for command in ("check", "mock", "lint", "diff", "regenerate", "drift", "merge"):
        assert f"$ clausewise {command}" in said
        assert "usage: clausewise" in run(installed / "clausewise", command, "--help", cwd=tmp_path)
    assert "usage: clausewise" in run(installed / "python", "-m", "clausewise", "--help", cwd=tmp_path)


def test_the_mock_serves(installed: Path, tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - the installed command
        [str(installed / "clausewise"), "mock", "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[3]
            with pytest.raises(urllib.error.HTTPError, match=r"40[04]"):
                urllib.request.urlopen(f"{url}/v2/videos/generations/none")  # noqa: S310 - the mock, on the loopback
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def test_specs_are_compared_and_checked(installed: Path, tmp_path: Path) -> None:
    text = (ROOT / "openapi" / "video-generations.yaml").read_text("utf-8")
    (tmp_path / "old.yaml").write_text(text, "utf-8")
    (tmp_path / "new.yaml").write_text(text.replace('enum: ["16:9", "9:16"]', 'enum: ["16:9", "1:1"]'), "utf-8")
    assert "sound" in run(installed / "clausewise", "lint", "old.yaml", cwd=tmp_path)
    assert "breaking" in run(installed / "clausewise", "diff", "old.yaml", "new.yaml", cwd=tmp_path, expected=5)


def test_somebody_elses_tests_get_the_mock_as_a_fixture_and_no_option(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text(THEIR_TEST, "utf-8")
    assert "1 passed" in run(installed / "pytest", "-q", "test_theirs.py", cwd=tmp_path)


def test_without_the_generator_one_line_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text((ROOT / "openapi" / "video-generations.yaml").read_text("utf-8"), "utf-8")
    made = tmp_path / "made"
    made.mkdir()  # that a folder is not there needs no generator
    said = run(installed / "clausewise", "drift", "--spec", spec, "--output", made, cwd=tmp_path, expected=2)
    assert "pip install" in said
    assert "Traceback" not in said
