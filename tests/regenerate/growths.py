"""Three ordinary changes of our own spec: more models with rules, a sibling operation, nested fields."""

from __future__ import annotations

from dataclasses import dataclass

from clausewise.spec import Spec
from tests.regenerate.copies import Copy

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
