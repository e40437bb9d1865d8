"""Three ordinary changes of our own spec: models with rules, a sibling operation, nested fields; nothing by hand."""

from __future__ import annotations

import subprocess
import sys
from itertools import chain

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults.mechanisms import ignores
from clausewise.probes.plan import PlanOptions
from clausewise.probes.unsupported import unsupported
from clausewise.spec import Spec
from tests.engine.driver import SPEC, Engine
from tests.regenerate.copies import copied
from tests.regenerate.growths import GROWTHS, Grown
from tests.sampling import sampled

#: The suite sends fewer rows than to a real server: each level once.
OPTIONS = PlanOptions(strength=1, free=False)


@pytest.fixture(scope="module", params=sampled(GROWTHS, every=3))
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    copy = copied(tmp_path_factory.mktemp("checkout"))
    growth = GROWTHS[request.param]
    copy.edit(*growth.edits)
    copy.run(sys.executable, "-m", "scripts.check_spec")
    said = copy.regenerate().stdout
    return Grown(request.param, growth, copy, said, Spec.load(copy.spec))


def test_the_changelog_names_what_was_added(grown: Grown) -> None:
    changed = {
        "models": "The value 'veo3.1' of the request property `model` was added.",
        "operation": "POST /sora/v1/characters",
        "fields": "The optional property `camera` was added to the request.",
    }
    assert changed[grown.name].rstrip(".") in grown.copy.changelog
    assert "left out" not in grown.said
    assert "was not tried" not in grown.said


def test_the_list_of_clauses_names_the_new_ones(grown: Grown) -> None:
    told = (grown.copy.root / "openapi" / "CLAUSES.md").read_text(encoding="utf-8")
    assert [name for name in grown.growth.clauses if f"| `{name}` |" not in told] == []
    assert "CLAUSES.md" in grown.said


def test_the_client_types_what_the_spec_says(grown: Grown, tmp_path_factory: pytest.TempPathFactory) -> None:
    uses = grown.copy.root / "uses.py"
    lines = [*grown.growth.right, *grown.growth.wrong]
    head = "from video_generations_client import VideoGenerations\n\n\ndef uses(videos: VideoGenerations) -> None:\n"
    uses.write_text(head + "".join(f"    {line}\n" for line in lines), encoding="utf-8")
    cache = tmp_path_factory.getbasetemp() / "mypy"  # the next change finds the libraries in it
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(cache)]
    path = f"MYPYPATH={grown.copy.package.parent}"
    done = grown.copy.run("env", path, *command, "--python-version", "3.11", str(uses), expected=1)
    uses.unlink()
    wrong = {int(line.split(":")[1]) for line in done.stdout.splitlines() if "error:" in line}
    first = head.count("\n") + 1 + len(grown.growth.right)
    assert wrong == set(range(first, first + len(grown.growth.wrong))), done.stdout


def test_suite_and_mock_server_follow_without_a_line_for_them(grown: Grown, engine: Engine) -> None:
    outcome = engine.check(MockServer(grown.spec), spec=grown.spec, options=OPTIONS)
    assert outcome.texts == []
    before = {line.partition(":")[0] for line in unsupported(SPEC)}
    assert {line.partition(":")[0] for line in unsupported(grown.spec)} <= before
    checked = set(chain.from_iterable(result.checked for result in outcome.results))
    assert set(grown.growth.clauses) <= checked


def test_a_server_that_passes_over_one_new_clause_is_found(grown: Grown, engine: Engine) -> None:
    missed = [
        name
        for name in grown.growth.clauses
        if name
        not in engine.check(
            MockServer(grown.spec, changes=[ignores(name)]), spec=grown.spec, options=OPTIONS, until=name
        ).clauses
    ]
    assert missed == []


PROGRAM = """
import sys
from video_generations_client import AsyncVideoGenerations, InvalidRequest, NotSent, OutcomeUnknown, VideoGenerations
with VideoGenerations("", base_url=sys.argv[1]) as videos:
    made = videos.create_character(timestamps="1,3", url="https://media.example.com/c.mp4")
    assert made["username"] and made["id"], made
    for fields in ({"timestamps": "1,3"}, {"timestamps": "x", "url": "u"}, {"url": "u"}):
        try:
            videos.create_character(**fields)
        except InvalidRequest as error:
            assert error.status is None and "was not sent" in str(error), error
        else:
            raise SystemExit(f"{fields} was sent")
    try:
        videos.create_character(timestamps="x", url="u", check=False)
    except InvalidRequest as error:
        assert error.status == 400, error
with VideoGenerations("", base_url="http://127.0.0.1:9") as videos:
    try:
        videos.create_character(timestamps="1,3", from_task="t")
    except NotSent:
        pass
import asyncio
async def other():
    async with AsyncVideoGenerations("", base_url=sys.argv[1]) as videos:
        return await videos.create_character(timestamps="1,3", from_task="t")
assert asyncio.run(other())["username"]
print("all right")
"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("grown", ["operation"], indirect=True)
def test_the_client_checks_sends_and_understands_the_new_operation(grown: Grown) -> None:
    """By the operation's name, with check, retries and errors, in both clients."""
    with running(MockServer(grown.spec)) as url:
        done = subprocess.run(  # noqa: S603 - the program is ours
            [sys.executable, "-c", PROGRAM, url],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(grown.copy.package.parent)},
        )
    assert done.stdout == "all right\n", done.stdout + done.stderr
    models = {path.stem for path in (grown.copy.package / "_generated" / "models").glob("*.py")}
    assert {"character", "character_request"} <= models


@pytest.mark.exhaustive
@pytest.mark.parametrize("grown", ["operation"], indirect=True)
def test_the_whole_suite_ends_well_in_front_of_its_own_mock_server(grown: Grown) -> None:
    options = ["--strength", "1", "--examples", "0", "--basis", "assumed", "-q", "-p", "no:cacheprovider"]
    done = grown.copy.run(sys.executable, "-m", "pytest", "contract_tests", *options)
    assert "CONFORMS at basis assumed" in done.stdout
