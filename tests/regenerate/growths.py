"""Three ordinary changes of our own spec: more models with rules, a sibling operation, nested fields."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clausewise.spec import Spec
from tests.regenerate.copies import Copy

#: The texts that are added.
GROWN = Path(__file__).parent / "grown"
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


def before(place: str, name: str) -> tuple[str, str]:
    """The edit that puts the text of a file before a place of the spec."""
    return place, (GROWN / name).read_text(encoding="utf-8") + place


BEFORE_RULES = "      x-warnings:\n"
NAMES = ", ".join(model.upper().replace("-", "_").replace(".", "_") for model in MODELS)

MORE_MODELS = (
    ("enum: [sora-2, sora-2-pro]\n", f"enum: [sora-2, sora-2-pro, {', '.join(MODELS)}]\n"),
    ("[SORA_2, SORA_2_PRO]", f"[SORA_2, SORA_2_PRO, {NAMES}]"),
    ("is sora-2 or sora-2-pro.", f"is sora-2, sora-2-pro, {', '.join(MODELS)}."),
    (BEFORE_RULES, "".join(rule(*each) for each in FORBIDDEN) + BEFORE_RULES),
)

OPERATION = (
    before("  /v2/videos/generations/{task_id}:\n", "operation.yaml"),
    before("    VideoGenerationRequest:\n      type: object\n", "schemas.yaml"),
)

FIELDS = (before("        character_timestamps:\n", "fields.yaml"),)


@dataclass(frozen=True)
class Growth:
    """The edits of a spec, the clauses that come with them, and calls that are right and wrong then."""

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
