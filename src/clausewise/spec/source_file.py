"""Reading the file of a spec: YAML or JSON, of the shape of OpenAPI, whose references all lead somewhere in it."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import yaml

from clausewise.spec.clauses import SpecError
from clausewise.spec.walking import pointer, references


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # with libyaml, ten times faster
    """Reads every key as the string that is written there, as JSON has it: `200`, `on` and `1.0` too."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature of PyYAML
        self.flatten_mapping(node)
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                key.tag = "tag:yaml.org,2002:str"
        constructed: dict[Any, Any] = super().construct_mapping(node, deep)
        return constructed


def read_document(path: Path) -> dict[str, Any]:
    """The document in a file; SpecError in one line when it is none."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise SpecError(f"{path}: the spec cannot be read ({error.strerror}); give the path of a file") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = " ".join(str(error).split())
        raise SpecError(f"{path}: the spec is not YAML ({where}); mend it there") from None
    if not isinstance(document, dict) or "openapi" not in document:
        raise SpecError(f"{path}: this is no OpenAPI document (no key 'openapi' at its root)")
    try:
        _check_references(document)
    except SpecError as error:
        raise SpecError(f"{path}{error}") from None
    except RecursionError:
        raise SpecError(f"{path}: something in it holds itself by a YAML alias; write a $ref there") from None
    return document


def at(document: dict[str, Any], reference: str) -> Any:
    """The node that a local JSON pointer names; KeyError, with the part that is not there, where it leads nowhere."""
    node: Any = document
    for part in reference.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(key)] if isinstance(node, list) else node[key]
        except (KeyError, IndexError, ValueError, TypeError):
            raise KeyError(key) from None
    return node


def _check_references(document: dict[str, Any]) -> None:
    found = list(references(document))  # the shape of all comes first
    for where, reference in found:
        if not reference.startswith("#/"):
            raise SpecError(
                f"#{pointer(*where)}: the reference {reference} is not local; bring what it names into this file"
            )
        try:
            at(document, reference)
        except KeyError:
            near = _nearest(document, reference)
            fix = f"did you mean {near}?" if near else "name a place that exists"
            raise SpecError(f"#{pointer(*where)}: the reference {reference} leads nowhere; {fix}") from None
    for where, reference in found:
        passed = {reference}
        while isinstance(node := at(document, reference), dict) and isinstance(node.get("$ref"), str):
            reference = node["$ref"]
            if reference in passed:
                raise SpecError(f"#{pointer(*where)}: the reference {reference} leads in a circle; write what is meant")
            passed.add(reference)


def _nearest(document: dict[str, Any], reference: str) -> str | None:
    parent, _, name = reference.rpartition("/")
    try:
        siblings = at(document, parent)
    except KeyError:
        return None
    near = difflib.get_close_matches(name, list(siblings), n=1) if isinstance(siblings, dict) else []
    return f"{parent}/{near[0]}" if near else None
