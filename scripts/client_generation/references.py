"""Every `$ref` of the spec leads somewhere: checked first, since the generator drops what it cannot follow."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from contract_tests.spec import Spec, SpecError
from contract_tests.spec.document import pointer
from scripts.client_generation.failure import GenerationError


def check_references(spec: Spec) -> None:
    """Raise GenerationError at the first `$ref` that is not local or leads nowhere."""
    for reference, where in _references(spec.document, ""):
        if not reference.startswith("#/"):
            raise GenerationError(
                f"{spec.source}: the $ref at #{where} is not local ({reference}); bring the schema into this file"
            )
        try:
            spec.at(reference)
        except SpecError:
            hint = _nearest(spec, reference)
            raise GenerationError(
                f"{spec.source}: the $ref at #{where} leads nowhere ({reference}); "
                + (f"did you mean {hint}?" if hint else "name a place that exists")
            ) from None


def _references(node: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"], where
        for key, child in node.items():
            if key not in ("example", "examples", "const", "enum", "default"):  # data, not schema
                yield from _references(child, where + pointer(key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _references(child, where + pointer(index))


def _nearest(spec: Spec, reference: str) -> str | None:
    parent, _, name = reference.rpartition("/")
    try:
        siblings = spec.at(parent)
    except SpecError:
        return None
    near = difflib.get_close_matches(name, list(siblings), n=1) if isinstance(siblings, dict) else []
    return f"{parent}/{near[0]}" if near else None
