"""Every example in the spec is what its schema says."""

from __future__ import annotations

import pytest

from clausewise.lint.places import Example, examples
from clausewise.spec import BodyValidator, Spec
from clausewise.spec.walking import pointer

SPEC = Spec.load()
EXAMPLES = list(examples(SPEC))
#: What somebody uses the endpoint for, each shown by an example of the request.
USES = {"textToVideo", "imageToVideo", "severalImages", "characters", "storyboard", "proHd", "pro25"}


@pytest.mark.parametrize("example", EXAMPLES, ids=[pointer(*example.path) for example in EXAMPLES])
def test_an_example_is_valid(example: Example) -> None:
    assert BodyValidator(SPEC, example.schema).breaches(example.value) == []


def test_no_example_is_passed_over() -> None:
    """There are as many as a plain search of the spec's text finds keys that hold one."""
    lines = [line.strip() for line in SPEC.source.read_text("utf-8").splitlines()]
    keys = ("value:", "default:", "x-safe-value:")
    in_text = sum(line.startswith(keys) for line in lines)
    of_servers = len([v for server in SPEC.document["servers"] for v in server["variables"].values()])
    assert len(EXAMPLES) == in_text - of_servers


def test_every_use_has_an_example() -> None:
    content = SPEC.operation("createVideoGeneration").node["requestBody"]["content"]["application/json"]
    assert set(content["examples"]) == USES


def test_every_answer_has_an_example() -> None:
    for operation in SPEC.operations:
        for response in operation.responses:
            for media in response.media.values():
                assert media.get("examples"), f"{operation.id} {response.status}"


def test_the_life_of_a_task_is_told_by_examples() -> None:
    accepted = SPEC.operation("getVideoGeneration").accepted
    assert accepted is not None
    media = accepted.media["application/json"]
    assert set(media["x-life"]) <= set(media["examples"])
