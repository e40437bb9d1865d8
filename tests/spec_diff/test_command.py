"""The command says what changed to people, programs and GitHub, and ends with the code that fits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clausewise.cli.diff import main
from clausewise.diff import SEVERITIES, sources
from clausewise.spec import DEFAULT_SPEC, Spec
from clausewise.spec.lines import Lines

TEXT = DEFAULT_SPEC.read_text(encoding="utf-8")
RATIOS = 'enum: ["16:9", "9:16"]'


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The spec without one value and with another."""
    assert RATIOS in TEXT
    path = tmp_path / "changed.yaml"
    path.write_text(TEXT.replace(RATIOS, 'enum: ["16:9", "1:1"]'), encoding="utf-8")
    return path


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """The spec with one more value."""
    path = tmp_path / "grown.yaml"
    path.write_text(TEXT.replace(RATIOS, 'enum: ["16:9", "9:16", "1:1"]'), encoding="utf-8")
    return path


def test_a_break_ends_with_5_and_is_told_with_its_witness(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DEFAULT_SPEC), str(changed)]) == 5
    told = capsys.readouterr().out
    assert "request-property-enum-value-removed" in told
    assert "#/components/schemas/AspectRatio/enum" in told
    assert '"9:16"' in told.split("witness: ", 1)[1].splitlines()[0]
    assert told.splitlines()[-1] == "1 breaking, 1 compatible"


def test_what_breaks_nobody_ends_with_0(grown: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DEFAULT_SPEC), str(grown)]) == 0
    assert "a server of the old spec must change" in capsys.readouterr().out


def test_the_same_spec_has_no_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DEFAULT_SPEC), str(DEFAULT_SPEC)]) == 0
    assert capsys.readouterr().out == "no changes\n"


def test_json_carries_both_views_and_the_witness(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DEFAULT_SPEC), str(changed), "--format", "json"]) == 5
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    assert document["counts"] == dict.fromkeys(SEVERITIES, 0) | {"breaking": 1, "compatible": 1}
    (gone,) = [change for change in document["changes"] if change["severity"] == "breaking"]
    assert (gone["client"], gone["server"]) == ("breaking", "compatible")
    assert gone["operations"] == ["createVideoGeneration"]
    assert gone["witness"]["value"]["aspect_ratio"] == "9:16"


def test_github_is_told_file_and_line(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DEFAULT_SPEC), str(changed), "--format", "github"]) == 5
    error, notice = capsys.readouterr().out.splitlines()
    line = next(number for number, text in enumerate(changed.read_text("utf-8").splitlines(), 1) if '"1:1"' in text)
    assert error.startswith(f"::error file={changed.as_posix()},line={line},title=breaking%3A request-property-enum")
    assert notice.startswith("::notice ")


def test_lines_are_those_of_the_places(changed: Path) -> None:
    lines = Lines(changed)
    texts = changed.read_text("utf-8").splitlines()
    assert texts[lines.line("/components/schemas/AspectRatio/enum") - 1].strip().startswith("enum:")
    assert texts[lines.line("/paths/~1v2~1videos~1generations/post/x-clauses/1/id") - 1].strip() == "- id: allow-header"
    assert texts[lines.line("/components/schemas/AspectRatio/nothing") - 1].strip() == "AspectRatio:"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the spec on main, and a branch."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed, and this is about its refs")
    folder = tmp_path / "repository"
    (folder / "openapi").mkdir(parents=True)
    spec = folder / "openapi" / DEFAULT_SPEC.name
    spec.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(sources, "ROOT", folder)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "one"], ["switch", "-qc", "b"]):
        subprocess.run([*git, *command], cwd=folder, check=True)  # noqa: S603 - git, in a folder of the test
    return folder


def test_refs_of_git_are_compared(repository: Path, changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["main", str(changed)]) == 5
    assert main([f"main:openapi/{DEFAULT_SPEC.name}", "b"]) == 0
    assert repository.exists()
    capsys.readouterr()


def test_what_git_gives_is_read_as_utf_8_whatever_the_locale(repository: Path) -> None:
    (repository / "openapi" / DEFAULT_SPEC.name).write_text(f"{TEXT}# Übersicht, 概要\n", encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qam", "words"]
    subprocess.run(git, cwd=repository, check=True)  # noqa: S603 - git, in a folder of the test
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", READ, str(repository)],
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        cwd=DEFAULT_SPEC.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (0, Spec.load().document["info"]["title"] + "\n"), told.stderr


#: Reads the spec of the branch in a repository, and prints its title.
READ = """
import sys, tempfile
from pathlib import Path
from clausewise.diff import sources
from clausewise.spec import Spec
sources.ROOT = Path(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    copy = sources.file_of("b:openapi/video-generations.yaml", Path(folder))
    print(Spec.load(copy).document["info"]["title"])
"""


def test_without_arguments_the_branch_is_compared_with_where_it_left_main(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sources.merge_base()
    assert main([]) == 0
    assert repository.exists()
    assert capsys.readouterr().out == "no changes\n"


@pytest.mark.parametrize(
    ("taken", "put", "says"),
    [
        ("openapi: 3.1.0", "openapi: 3.0.3", "OpenAPI 3.0.3 is not read here"),
        ('$ref: "#/components/schemas/Duration"', '$ref: "#/components/schemas/Gone"', "leads nowhere"),
        ("- id: hd-type", "- name: hd-type", '"id" is a required'),
        ("info:", "about:", "'info' is a required property"),
    ],
)
def test_a_spec_that_is_not_sound_is_named_with_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], taken: str, put: str, says: str
) -> None:
    assert taken in TEXT
    broken = tmp_path / "broken.yaml"
    broken.write_text(TEXT.replace(taken, put, 1), encoding="utf-8")
    assert main([str(DEFAULT_SPEC), str(broken)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{broken}#")
    assert says.replace("'", '"') in said.replace("'", '"')
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gone.yaml", "gone.yaml"], "gone.yaml: the spec cannot be read"),
        (["no-such-ref"], "git show no-such-ref"),
        (["main:nothing.yaml"], "git show main:nothing.yaml"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(arguments) == 2
    assert repository.exists()
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
