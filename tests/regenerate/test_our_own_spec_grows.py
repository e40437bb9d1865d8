"""Three ordinary changes of our own spec: models with rules, a sibling operation, nested fields; nothing by hand."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from itertools import chain

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults.mechanisms import ignores
from clausewise.probes.plan import PlanOptions
from clausewise.probes.unsupported import unsupported
from clausewise.spec import Spec
from tests.engine.driver import SPEC, Engine
from tests.regenerate.copies import Copy, copied
from tests.sampling import sampled

#: The suite sends fewer rows than to a real server: each level once.
OPTIONS = PlanOptions(strength=1, free=False)
MODELS = ["veo3.1", "veo3.1-fast", "wan2.6", "seedance-1.5", "grok-video", "kling-3"]
#: The combinations that no request may have: model, field, value.
FORBIDDEN: list[tuple[str, str, str]] = [
    *[(model, "duration", '"25"') for model in MODELS],
    *[(model, "hd", "true") for model in MODELS[1:5]],
    ("wan2.6", "duration", '"15"'),
    ("grok-video", "aspect_ratio", '"9:16"'),
    ("kling-3", "aspect_ratio", '"16:9"'),
]


def rule(model: str, field: str, value: str) -> str:
    return f"""        - x-clauses:
            - id: {clause(model, field, value)}
              basis: observed
              says: '`{field}` {value} is not supported by {model}.'
          not:
            type: object
            required: [prompt, model, {field}]
            properties:
              model: {{ const: {model} }}
              {field}: {{ const: {value} }}
"""


def clause(model: str, field: str, value: str) -> str:
    return "-".join([model, field, value.strip('"')]).replace(":", "-").replace(".", "-").replace("_", "-")


BEFORE_RULES = "      x-warnings:\n"
NAMES = ", ".join(model.upper().replace("-", "_").replace(".", "_") for model in MODELS)
MORE_MODELS = (
    ("enum: [sora-2, sora-2-pro]\n", f"enum: [sora-2, sora-2-pro, {', '.join(MODELS)}]\n"),
    ("[SORA_2, SORA_2_PRO]", f"[SORA_2, SORA_2_PRO, {NAMES}]"),
    ("is sora-2 or sora-2-pro.", f"is sora-2, sora-2-pro, {', '.join(MODELS)}."),
    (BEFORE_RULES, "".join(rule(*each) for each in FORBIDDEN) + BEFORE_RULES),
)

SIBLING = """  /sora/v1/characters:
    post:
      operationId: createCharacter
      summary: Make a character of a clip
      description: Observed. Makes a character of a clip, by its address or by the task that made it.
      x-paid: true
      x-clauses:
        - { id: character-method, basis: observed, keywords: [method], says: The operation is POST on its path. }
        - { id: character-allow, basis: assumed, keywords: [allow], says: Other methods are refused with 405. }
      requestBody:
        required: true
        x-clauses:
          - { id: character-content-type, basis: observed, keywords: [media-type], says: The body is application/json. }
          - { id: character-body, basis: observed, keywords: [body, type], says: The body is a JSON object. }
        content:
          application/json:
            schema: { $ref: "#/components/schemas/CharacterRequest" }
      responses:
        "200":
          description: The character is made.
          x-clauses:
            - { id: character-200, basis: observed, keywords: [status, media-type, type], says: Answered with 200. }
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Character" }
        "400": { $ref: "#/components/responses/InvalidRequest" }
        "401": { $ref: "#/components/responses/Unauthorized" }
        "415": { $ref: "#/components/responses/UnsupportedMediaType" }
        "429": { $ref: "#/components/responses/TooManyRequests" }
        "5XX": { $ref: "#/components/responses/ServerError" }
  /v2/videos/generations/{task_id}:
"""
SIBLING_SCHEMAS = """  schemas:
    CharacterRequest:
      type: object
      description: The clip, and where in it the character is.
      required: [timestamps]
      properties:
        timestamps:
          type: string
          pattern: '^[0-9]+,[0-9]+$'
          description: Start and end, in seconds.
          x-clauses:
            - { id: character-span, basis: observed, says: "`timestamps` is a string of two numbers, and required." }
        url:
          type: string
          description: The address of the clip.
          x-clauses: [{ id: character-source-url, basis: observed, says: "`url` is a string." }]
        from_task:
          type: string
          description: The task that has made the clip.
          x-clauses: [{ id: character-source-task, basis: observed, says: "`from_task` is a string." }]
      oneOf:
        - required: [url]
        - required: [from_task]
      x-clauses:
        - { id: character-one-source, basis: observed, keywords: [oneOf], says: One of `url` and `from_task` is given. }
    Character:
      type: object
      description: A character.
      required: [id, username]
      properties:
        id:
          type: string
          x-clauses: [{ id: character-id, basis: observed, says: The answer carries `id`. }]
        username:
          type: string
          x-clauses: [{ id: character-username, basis: observed, says: The answer carries `username`. }]
    VideoGenerationRequest:
"""
OPERATION = (
    ("  /v2/videos/generations/{task_id}:\n", SIBLING),
    ("  schemas:\n    VideoGenerationRequest:\n", SIBLING_SCHEMAS),
)

NESTED = """        camera:
          type: object
          description: How the camera moves.
          required: [move]
          x-clauses: [{ id: camera, basis: observed, keywords: [type], says: "`camera` is an object." }]
          properties:
            move:
              type: string
              enum: [still, pan, zoom]
              x-clauses: [{ id: camera-move, basis: observed, says: "`move` is still, pan or zoom, and required." }]
        shots:
          type: array
          description: The shots, one after the other.
          x-clauses: [{ id: shots, basis: observed, keywords: [type], says: "`shots` is an array." }]
          items:
            type: object
            description: One shot.
            required: [text]
            x-clauses: [{ id: shot, basis: observed, keywords: [type], says: A shot is an object. }]
            properties:
              text:
                type: string
                x-clauses: [{ id: shot-text, basis: observed, says: "`text` of a shot is a string, and required." }]
              angle:
                type: string
                enum: [wide, close]
                x-clauses: [{ id: shot-angle, basis: observed, says: "`angle` of a shot is wide or close." }]
        seed:
          type: integer
          minimum: 0
          description: What chance begins with.
          x-clauses: [{ id: seed, basis: observed, says: "`seed` is a whole number from 0 on." }]
        character_timestamps:
"""
FIELDS = (("        character_timestamps:\n", NESTED),)


@dataclass(frozen=True)
class Growth:
    """What is edited, the clauses that come with it, and what a caller may and may not write then."""

    edits: tuple[tuple[str, str], ...]
    clauses: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


START = 'videos.create(prompt="p", '
CALL = "videos.create_character("
SIBLING_CLAUSES = ("character-span", "character-source-url", "character-source-task", "character-one-source")
GROWTHS = {
    "models": Growth(
        MORE_MODELS,
        tuple(clause(*each) for each in FORBIDDEN),
        (
            f'{START}model="veo3.1", duration="15", hd=True)',
            f'{START}model="sora-2-pro", duration="25", hd=True)',
            f'{START}model="kling-3", aspect_ratio="9:16")',
        ),
        (
            f'{START}model="sora-2", duration="25")',
            f'{START}model="sora-2", hd=True)',
            f'{START}model="wan2.6", duration="15")',
            f'{START}model="grok-video", aspect_ratio="9:16")',
            f'{START}model="kling-3", aspect_ratio="16:9")',
            f'{START}model="veo3.1-fast", hd=True)',
        ),
    ),
    "operation": Growth(
        OPERATION,
        SIBLING_CLAUSES,
        (f'{CALL}timestamps="1,3", url="https://h/c")["username"].upper()', f'{CALL}timestamps="1,3", from_task="t")'),
        (
            f'{CALL}timestamps="1,3")',
            f'{CALL}timestamps="1,3", url="https://h/c", from_task="t")',
            f'{CALL}url="https://h/c")',
            f'{CALL}timestamps="1,3", url="https://h/c")["name"]',
        ),
    ),
    "fields": Growth(
        FIELDS,
        ("camera", "camera-move", "shots", "shot", "shot-text", "shot-angle", "seed"),
        (f'{START}model="sora-2", camera={{"move": "pan"}}, shots=[{{"text": "t", "angle": "wide"}}], seed=4)',),
        (
            f'{START}model="sora-2", camera={{"move": "jump"}})',
            f'{START}model="sora-2", camera={{}})',
            f'{START}model="sora-2", shots=[{{"angle": "wide"}}])',
            f'{START}model="sora-2", shots=[{{"text": "t", "angle": 1}}])',
            f'{START}model="sora-2", seed="4")',
        ),
    ),
}


@dataclass(frozen=True)
class Grown:
    """A copy after one change and the one command."""

    name: str
    growth: Growth
    copy: Copy
    said: str
    spec: Spec


@pytest.fixture(scope="module", params=sampled(GROWTHS, every=3))
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    copy = copied(tmp_path_factory.mktemp("checkout"))
    growth = GROWTHS[request.param]
    copy.edit(*growth.edits)
    copy.run(sys.executable, "-m", "scripts.check_spec")
    said = copy.regenerate().stdout
    return Grown(request.param, growth, copy, said, Spec.load(copy.spec))


def test_the_diff_and_the_changelog_say_it(grown: Grown) -> None:
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
