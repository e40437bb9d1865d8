"""The spec as it was before later fields came, for tests of what a plan of some fields costs and holds."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from clausewise.spec import Spec
from tests.engine.driver import SPEC

#: The fields that the endpoint had when what a plan of them costs was measured.
FIRST_FIELDS = {
    *("prompt", "model", "images", "aspect_ratio", "hd", "duration", "notify_hook", "watermark", "private"),
    *("character_url", "character_timestamps"),
}


def of_first_fields() -> Spec:
    """The spec without the fields that were added since, and without the rules about them."""
    document = deepcopy(SPEC.document)
    body: Any = document["components"]["schemas"]["VideoGenerationRequest"]
    body["properties"] = {name: node for name, node in body["properties"].items() if name in FIRST_FIELDS}
    for part in ("allOf", "x-warnings"):
        body[part] = [rule for rule in body[part] if _named(rule) <= FIRST_FIELDS]
    return Spec.of(document)


def _named(rule: Any) -> set[str]:
    """The fields that a rule names."""
    parts = [*rule.values()] if isinstance(rule, dict) else rule if isinstance(rule, list) else []
    named = {*rule.get("properties", ()), *rule.get("required", ())} if isinstance(rule, dict) else set()
    return named.union(*map(_named, parts))
