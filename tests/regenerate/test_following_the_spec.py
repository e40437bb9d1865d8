"""A field, a model and a rule that are added to the spec are in the client after one command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import video_generations_client

from tests.regenerate.conftest import Checkout

PACKAGE = Path(video_generations_client.__file__).parent

RULE = """\
        - x-clauses:
            - id: grain-needs-mini
              basis: documented
              says: "`grain` is supported by sora-2-mini only."
          if:
            required: [model]
            properties: { model: { enum: [sora-2, sora-2-pro] } }
          then:
            not: { required: [grain] }
"""
FIELD = """\
        grain:
          type: integer
          minimum: 0
          default: 7
          description: Where the randomness starts.
          x-clauses:
            - id: grain
              basis: documented
              says: "`grain` is a number from 0 and optional."
        from:
          type: string
          description: A field whose name Python has taken.
          x-clauses: [{ id: from, basis: documented, says: "`from` is a string and optional." }]
"""

USES = """from video_generations_client import VideoGenerations


def uses(videos: VideoGenerations) -> None:
    videos.create(prompt="p", model="sora-2-mini", grain=5)
    videos.create(prompt="p", model="sora-2-mini", duration="25", from_="x")
    videos.create(prompt="p", model="sora-2-pro", hd=True)
    videos.create(prompt="p", model="sora-2-mini", grain="5")  # wrong
    videos.create(prompt="p", model="sora-2-pro", grain=5)  # wrong
    videos.create(prompt="p", model="sora-2", grain=5)  # wrong
    videos.create(prompt="p", model="sora-2", hd=True)  # wrong
"""

RUN = """
import json, httpx
from video_generations_client import InvalidRequest, VideoGenerations

sent = []
def transport(request):
    sent.append(json.loads(request.content))
    return httpx.Response(200, json={"task_id": "t"})

client = VideoGenerations("", base_url="https://h", http_client=httpx.Client(transport=httpx.MockTransport(transport)))
client.create(prompt="p", model="sora-2-mini", grain=5, from_="x")
client.create(prompt="p", model="sora-2-mini")
refused = []
for model, grain in (("sora-2", 5), ("sora-2-mini", -1), ("sora-2-mini", "5")):
    try:
        client.create(prompt="p", model=model, grain=grain)
    except InvalidRequest as error:
        refused.append([problem.clause for problem in error.problems])
print(json.dumps({"sent": sent, "refused": refused, "help": VideoGenerations.create.__doc__}))
"""


@pytest.fixture
def followed(checkout: Checkout, tmp_path: Path) -> Checkout:
    """A copy of the whole package, regenerated from a spec with more in it."""
    package = tmp_path / "client" / PACKAGE.name
    shutil.rmtree(checkout.output)
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    checkout.output = package / "_generated"
    checkout.edit("enum: [sora-2, sora-2-pro]\n", "enum: [sora-2, sora-2-pro, sora-2-mini]\n")
    checkout.edit("x-enum-varnames: [SORA_2, SORA_2_PRO]", "x-enum-varnames: [SORA_2, SORA_2_PRO, SORA_2_MINI]")
    hd_rule = "        - x-clauses:\n            - id: hd-needs-pro"
    checkout.edit(hd_rule, RULE + hd_rule)
    checkout.edit("\n        prompt:\n", f"\n{FIELD}        prompt:\n")
    assert checkout.regenerate() == 0
    return checkout


def test_the_new_argument_and_rule_are_typed(followed: Checkout, tmp_path: Path) -> None:
    file = tmp_path / "uses.py"
    file.write_text(USES, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(tmp_path / "cache")]
    result = subprocess.run(  # noqa: S603 - the command is made here
        [*command, "--python-version", "3.11", str(file), str(followed.output)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"MYPYPATH": str(followed.output.parents[1]), "PATH": ""},
    )
    flagged = {line.split(":")[1] for line in result.stdout.splitlines() if "error:" in line}
    wrong = {str(number) for number, line in enumerate(USES.splitlines(), 1) if "# wrong" in line}
    assert flagged == wrong, result.stdout + result.stderr


def test_the_new_argument_and_rule_are_checked_and_sent(followed: Checkout, tmp_path: Path) -> None:
    result = subprocess.run(  # noqa: S603 - the command is made here
        [sys.executable, "-c", RUN],
        capture_output=True,
        text=True,
        check=False,
        cwd=followed.output.parents[1],
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["sent"] == [
        {"grain": 5, "from": "x", "prompt": "p", "model": "sora-2-mini"},
        {"prompt": "p", "model": "sora-2-mini"},
    ]
    assert told["refused"] == [["grain-needs-mini"], ["grain"], ["grain"]]
    assert "grain: Optional. Where the randomness starts." in told["help"]
    assert "`grain` is supported by sora-2-mini only. [grain-needs-mini]" in told["help"]


def test_nothing_written_by_hand_has_changed(followed: Checkout) -> None:
    for module in PACKAGE.glob("*.py"):
        assert (followed.output.parent / module.name).read_bytes() == module.read_bytes()


def test_a_keyword_that_the_check_would_pass_over_stops_the_generation(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.edit(
        "          items:\n            type: string\n            x-value-classes:",
        "          prefixItems: [{ type: string }]\n          items:\n            type: string\n"
        "            x-value-classes:",
    )
    assert checkout.regenerate() == 2
    said = capsys.readouterr().err
    assert "properties/images: prefixItems is not known to fastjsonschema" in said
    assert len(said.splitlines()) == 1
