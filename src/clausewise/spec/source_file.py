"""Reading the file of a spec: JSON or YAML, OpenAPI 3.1, with everything that is wrong in it named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from clausewise.spec import circles, extensions, field_types, references
from clausewise.spec.clauses import SpecError
from clausewise.spec.dynamic_scope import by_pointer
from clausewise.spec.expressions import OPTIONS
from clausewise.spec.flaw import Flaw, ReadingError
from clausewise.spec.json_text import is_json, read_json
from clausewise.spec.normal_form import normal
from clausewise.spec.vocabulary import ANNOTATIONS
from clausewise.spec.walking import Location, Place, places
from clausewise.spec.yaml_text import read_yaml

#: Converts Swagger 2.0 and OpenAPI 3.0 to 3.1 (documented at scalar.com/tools/openapi-converter).
CONVERTER = "npx @scalar/cli document upgrade FILE --output openapi.json"
#: The most values that a document may hold when its YAML aliases are written out.
LARGEST = 5_000_000
_META = jsonschema_rs.validator_for({"$ref": "https://json-schema.org/draft/2020-12/schema"})


@dataclass(frozen=True)
class Read:
    """A document in its normal form, unless flaws forbid it, and its flaws in their order."""

    document: dict[str, Any]
    flaws: tuple[Flaw, ...]


def read_document(path: Path) -> Read:
    """The document in a file; SpecError in one line when it is no document of OpenAPI 3.1."""
    try:
        written = path.read_bytes()
        text = written.decode(json.detect_encoding(written))
        document, flaws = _read(text, as_json=path.suffix.lower() == ".json")
    except OSError as error:
        raise SpecError(f"{path}: the spec cannot be read ({error.strerror}); give the path of a file") from None
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: the spec is not YAML ({error}); write it in UTF-8") from None
    except ReadingError as error:
        raise SpecError(f"{path}{'' if error.line is None else f':{error.line}'}: {error}") from None
    except RecursionError:
        raise SpecError(f"{path}: it is nested too deeply to be read; take some levels out") from None
    return checked(document, path, flaws)


def checked(document: Any, path: Path, flaws: list[Flaw] | None = None) -> Read:
    """A document of OpenAPI 3.1 with its flaws; SpecError where it is another thing."""
    _check_version(document, path)
    found = list(flaws or [])
    try:
        if _size(document) > LARGEST:
            raise SpecError(f"{path}: its aliases stand for more than {LARGEST} values; write $ref in their place")
        document = by_pointer(document)
        shape = list(_flaws(document))
    except ReadingError as error:
        raise SpecError(f"{path}: {error}") from None
    except RecursionError:
        raise SpecError(f"{path}: it is nested too deeply to be read; take some levels out") from None
    return Read(document if shape else normal(document), (*found, *shape))


def _read(text: str, *, as_json: bool) -> tuple[Any, list[Flaw]]:
    if not as_json and not is_json(text):
        return read_yaml(text)
    try:
        value, flaws = read_json(text)
    except ReadingError:
        if as_json:
            raise
        return read_yaml(text)  # a flow mapping
    if re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ReadingError("half of a surrogate pair stands in it; write both halves") from None
    return value, flaws


def _check_version(document: Any, path: Path) -> None:
    if not isinstance(document, dict) or not {"openapi", "swagger"} & document.keys():
        raise SpecError(f"{path}: this is no OpenAPI document (no key 'openapi' at its root); give one of OpenAPI 3.1")
    key = "openapi" if "openapi" in document else "swagger"
    version = document[key]
    if isinstance(version, str) and re.fullmatch(r"3\.1\.\d+(-.+)?", version) and key == "openapi":
        return
    name = "Swagger" if key == "swagger" else "OpenAPI"
    fix = f"convert it, for example with: {CONVERTER}" if str(version)[:2] in ("2.", "2", "3.") else "write 3.1.1"
    if str(version).startswith(("3.1", "3.2")):
        fix = 'write openapi: "3.1.1", if it is that'
    raise SpecError(f"{path}#/{key}: {name} {str(version)[:40]} is not read here, only OpenAPI 3.1; {fix}")


def _flaws(document: dict[str, Any]) -> Iterator[Flaw]:
    """Find flaws in the shape of a document, in its references, and in its schemas."""
    wrong: list[Flaw] = []

    def told(location: Location, says: str) -> None:
        wrong.append(Flaw(says, "write one, or take the key out", location=location))

    found: list[Place] = list(places(document, wrong=told))
    for place in found:
        if not isinstance(place.node.get("$ref", ""), str):
            told((*place.location, "$ref"), "a reference must be a string")
    malformed = list(extensions.flaws(found))
    known = {flaw.location for flaw in malformed}
    yield from (flaw for flaw in wrong if flaw.location not in known)
    yield from malformed
    yield from references.flaws(document, found)
    if not wrong:
        yield from circles.flaws(found)
    yield from field_types.flaws(found)
    inside: Location | None = None
    for place in found:
        if place.kind == "schema":
            yield from _of_patterns(place)
        if place.kind == "schema" and (inside is None or not _is_within(place.location, inside)):
            inside = place.location
            yield from _of_schema(place)


def _is_within(location: Location, outer: Location) -> bool:
    """Tell whether a schema is part of an outer one for the metaschema, which knows nothing of extensions."""
    way = location[len(outer) :]
    return location[: len(outer)] == outer and not any(str(key).startswith("x-") for key in way)


def _of_schema(place: Place) -> Iterator[Flaw]:
    """The findings of the metaschema of JSON Schema 2020-12 in a schema, but for words about it."""
    for error in _META.iter_errors(place.node):
        where = tuple(error.instance_path)
        if not ANNOTATIONS.intersection(map(str, where[-2:])):
            says = "this is no schema of JSON Schema 2020-12"
            reason = " ".join(str(error.message).split())[:200]
            yield Flaw(f"{says} ({reason})", "mend it", location=(*place.location, *where))
            return


def _of_patterns(place: Place) -> Iterator[Flaw]:
    """The patterns of a schema that are no regular expression of ECMA-262, as JSON Schema has them."""
    own = [("pattern", place.node["pattern"])] if isinstance(place.node.get("pattern"), str) else []
    named = place.node.get("patternProperties", {})
    for key, pattern in [*own, *(("patternProperties", name) for name in named)]:
        if not _is_pattern(pattern):
            yield Flaw(
                f"{pattern[:80]!r} is no regular expression, or too large a one",
                "mend it",
                location=(*place.location, key),
            )


@cache
def _is_pattern(text: str) -> bool:
    try:
        jsonschema_rs.validator_for({"pattern": text}, pattern_options=OPTIONS)
    except ValueError:
        return False
    return True


def _size(node: Any) -> int:
    """Count the values of a document; each alias counts as often as it is used."""
    known: dict[int, int] = {}

    def size(node: Any) -> int:
        if not isinstance(node, (dict, list)):
            return 1
        if id(node) not in known:
            known[id(node)] = 1 + sum(map(size, node.values() if isinstance(node, dict) else node))
        return known[id(node)]

    return size(node)
