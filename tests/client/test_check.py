"""The check of a request judges as the suite does, by another validator."""

from __future__ import annotations

import itertools
import random
from typing import Any

from video_generations_client.check import request_check
from video_generations_client.contract import contract

from clausewise.spec import BodyValidator, Spec

SPEC = Spec.load()
CREATE = SPEC.operation(contract().create.id)


def test_the_check_takes_every_example_of_the_spec() -> None:
    examples = CREATE.node["requestBody"]["content"]["application/json"]["examples"]
    assert examples
    for name, example in examples.items():
        assert request_check().problems(example["value"]) == [], name


def test_the_check_judges_as_the_suite_does() -> None:
    """Another validator, the same verdict: for 4000 bodies made of fitting and odd values."""
    suite = BodyValidator(SPEC, CREATE.body_location or ())
    chooser = random.Random(5)  # noqa: S311 - the same bodies in every run
    odd: list[Any] = [
        *(None, True, False, 0, 1, 10, 1.0, "", "10", "25", "true"),
        *([], [""], ["a", 1], {}, "sora-2", "16:9"),
    ]
    schema = contract().create.request or {}
    values = {
        name: [*odd, "sora-2-pro", "9:16", "15", "1,3", "1.5,3.2", "1,", "1,3\n", "\uff11,\uff13"]
        for name in schema["properties"]
    }
    verdicts = set()
    for _ in range(4000):
        base: dict[str, Any] = {"prompt": "p", "model": chooser.choice(["sora-2", "sora-2-pro"])}
        names = chooser.sample(list(values), chooser.randint(0, 3))
        body = {**base, **{name: chooser.choice(values[name]) for name in names}}
        if chooser.random() < 0.05:
            del body["prompt"]
        verdict = suite.is_valid(body)
        assert (request_check().problems(body) == []) is verdict, body
        verdicts.add(verdict)
    assert verdicts == {True, False}


def test_every_pair_of_documented_values_is_judged_alike() -> None:
    suite = BodyValidator(SPEC, CREATE.body_location or ())
    models, durations, hds = ["sora-2", "sora-2-pro"], ["10", "15", "25", None], [True, False, None]
    for model, duration, hd in itertools.product(models, durations, hds):
        body = {"prompt": "p", "model": model, "duration": duration, "hd": hd}
        body = {name: value for name, value in body.items() if value is not None}
        assert (request_check().problems(body) == []) is suite.is_valid(body), body
