"""A real change of the spec: one command, and client, mock server, suite, versions and CHANGELOG follow."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
import yaml

from clausewise.mock_server import MockServer
from clausewise.probes.plan import PlanOptions
from clausewise.spec import Spec
from tests.engine.driver import SPEC, Engine
from tests.regenerate.copies import Copy, copied
from tests.sampling import sampled

RULE = """        - x-clauses:
            - id: vip-is-landscape
              basis: documented
              says: "`aspect_ratio` \\"9:16\\" is not supported by sora-2-vip."
          not:
            type: object
            required: [prompt, model, aspect_ratio]
            properties:
              model: { const: sora-2-vip }
              aspect_ratio: { const: "9:16" }
"""
BEFORE_RULES = "      x-warnings:\n"
VIP = (
    ("enum: [sora-2, sora-2-pro]\n", "enum: [sora-2, sora-2-pro, sora-2-vip]\n"),
    ("[SORA_2, SORA_2_PRO]", "[SORA_2, SORA_2_PRO, SORA_2_VIP]"),
    ("is sora-2 or sora-2-pro.", "is sora-2, sora-2-pro or sora-2-vip."),
)


@dataclass(frozen=True)
class Change:
    """The edits of a spec, calls that are right and wrong then, and the versions and entries that follow."""

    edits: tuple[tuple[str, str], ...]
    right: str
    wrong: str
    versions: tuple[str, str]
    entries: tuple[str, ...]


RATIOS = ('enum: ["16:9", "9:16"]', 'enum: ["16:9", "9:16", "1:1"]')
PLATFORM = "        platform:\n          type: string\n          x-clauses: &"
ACTION = "        action:\n          type: string\n          x-clauses: "

CHANGES = {
    "a value of an enum": Change(
        (RATIOS, ("[LANDSCAPE, PORTRAIT]", "[LANDSCAPE, PORTRAIT, SQUARE]")),
        'videos.create(prompt="p", model="sora-2", aspect_ratio="1:1")',
        'videos.create(prompt="p", model="sora-2", aspect_ratio="2:1")',
        ("2.1.0", "0.2.0"),
        ("### Added", "- The value '1:1' of the request property `aspect_ratio` was added."),
    ),
    "a model with a rule": Change(
        (*VIP, (BEFORE_RULES, RULE + BEFORE_RULES)),
        'videos.create(prompt="p", model="sora-2-vip", aspect_ratio="16:9")',
        'videos.create(prompt="p", model="sora-2-vip", aspect_ratio="9:16")',
        ("2.1.0", "0.2.0"),
        ("### Added", "- The value 'sora-2-vip' of the request property `model` was added.", "clause vip-is-landscape"),
    ),
    "a field renamed": Change(
        (("character_url", "character_video"),),
        'videos.create(prompt="p", model="sora-2", character_video="https://h/c")',
        'videos.create(prompt="p", model="sora-2", character_url="https://h/c")',
        ("3.0.0", "0.2.0"),
        (
            "- The optional property `character_video` was added to the request.",
            "### Removed",
            "the property `character_url` was removed from the request",
            "**Breaking:** the client no longer has `AsyncCreateVideoGeneration.create(character_url)`",
        ),
    ),
    "a property of an answer dropped": Change(
        (
            (PLATFORM, f"{ACTION}&"),
            (f"{ACTION}*record-text\n", ""),
            ("`platform`, `action` and", "`action` and"),
            ("                    platform: sora\n", ""),
        ),
        'print(videos.get("t").record.action)',
        'print(videos.get("t").record.platform)',
        ("3.0.0", "0.2.0"),
        ("### Removed", "the property `platform` was removed from the response", "no longer has `VideoTask.platform`."),
    ),
}
#: The suite sends fewer rows than to a real server: each level once.
OPTIONS = PlanOptions(strength=1, free=False)


@dataclass(frozen=True)
class Followed:
    """A copy after one change and the one command."""

    name: str
    change: Change
    copy: Copy

    @property
    def spec(self) -> Spec:
        """Its spec."""
        return Spec.load(self.copy.spec)


@pytest.fixture(scope="module", params=sampled(CHANGES, every=4))
def followed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Followed:
    copy = copied(tmp_path_factory.mktemp("checkout"))
    change = CHANGES[request.param]
    copy.edit(*change.edits)
    copy.regenerate()
    return Followed(request.param, change, copy)


def test_versions_are_raised_and_the_changelog_names_the_change(followed: Followed) -> None:
    change, copy = followed.change, followed.copy
    assert copy.versions == change.versions
    unreleased = copy.changelog.split("## [Unreleased]")[1]
    for entry in (*change.entries, f"Version of spec to {change.versions[0]} and client to {change.versions[1]}."):
        assert entry in unreleased, unreleased


@pytest.mark.exhaustive
@pytest.mark.parametrize("followed", ["a field renamed"], indirect=True)
def test_the_check_finds_nothing_left_to_do(followed: Followed) -> None:
    """By the command's own check, which writes nothing."""
    before = followed.copy.state()
    followed.copy.regenerate("--check")
    assert followed.copy.state() == before


def test_the_client_has_the_change_with_its_types(followed: Followed, tmp_path_factory: pytest.TempPathFactory) -> None:
    uses = followed.copy.root / "uses.py"
    lines = (followed.change.right, followed.change.wrong)
    uses.write_text(
        "from video_generations_client import VideoGenerations\n\n\n"
        "def uses(videos: VideoGenerations) -> None:\n" + "".join(f"    {line}\n" for line in lines),
        encoding="utf-8",
    )
    cache = tmp_path_factory.getbasetemp() / "mypy"  # the next change finds the libraries in it
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(cache)]
    path = f"MYPYPATH={followed.copy.package.parent}"
    done = followed.copy.run("env", path, *command, "--python-version", "3.11", str(uses), expected=1)
    uses.unlink()
    assert {line.split(":")[1] for line in done.stdout.splitlines() if "error:" in line} == {"6"}, done.stdout


def test_mock_server_and_suite_follow(followed: Followed, engine: Engine) -> None:
    """The suite finds nothing wrong with the mock server of the same spec, and sends what is new."""
    outcome = engine.check(MockServer(followed.spec), spec=followed.spec, options=OPTIONS)
    assert outcome.texts == []
    sent = [result.probe.row.body for result in outcome.results if result.probe.row and result.accepted]
    vip = {body.get("aspect_ratio") for body in sent if body["model"] == "sora-2-vip"}
    assert vip - {None} == ({"16:9"} if followed.name == "a model with a rule" else set())
    assert any(body.get("aspect_ratio") == "1:1" for body in sent) is (followed.name == "a value of an enum")
    name = "character_video" if followed.name == "a field renamed" else "character_url"
    assert {field for body in sent for field in body if field.startswith("character_")} == {
        name,
        "character_timestamps",
    }


def edited(*edits: tuple[str, str]) -> Spec:
    """The spec of this repository with texts replaced, as the spec of a server that did not follow."""
    text = SPEC.source.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return Spec(yaml.safe_load(text), SPEC.source)


BEHIND = {
    "a value of an enum": [(SPEC, "aspect-ratio-enum")],
    "a model with a rule": [(SPEC, "model-enum"), (edited(*VIP), "vip-is-landscape")],
    "a field renamed": [(SPEC, "character-url")],
    "a property of an answer dropped": [],
}


def test_the_suite_finds_a_server_that_does_not_follow(followed: Followed, engine: Engine) -> None:
    for behind, clause in BEHIND[followed.name]:
        outcome = engine.check(MockServer(behind), spec=followed.spec, options=OPTIONS, until=clause)
        assert clause in outcome.clauses, outcome.texts
    if not BEHIND[followed.name]:
        # What is no longer promised is no longer judged: a `platform` that is a number was wrong, and is not any more.
        server = edited(("platform: sora", "platform: 7"))
        assert "task-record-text" in engine.check(MockServer(server), options=OPTIONS).clauses
        assert engine.check(MockServer(server), spec=followed.spec, options=OPTIONS).texts == []
