"""The soundness of a spec: valid OpenAPI first, then the rules of this package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from clausewise.lint.house_rules import Finding, lint
from clausewise.spec import Spec, SpecError
from clausewise.spec.walking import Location, pointer, rebuilt
from clausewise.terminal.wording import amount


def openapi_findings(spec: Spec) -> Iterator[Finding]:
    """The findings of openapi-spec-validator in the document.

    It is not shown defaults: it judges them as if they were data, and says no place. `example-invalid` judges them.
    Nor extensions: it takes those among the paths for path items.
    The server of a link is shown as `body`: so it is called in the published schema of OpenAPI 3.1, by mistake.
    """
    fix = "see the OpenAPI 3.1 specification"
    try:
        shown = _as_judged(spec.document, "document")
        for error in OpenAPIV31SpecValidator(shown, base_uri=spec.source.resolve().as_uri()).iter_errors():
            says = error.message.splitlines()[0]
            yield Finding("openapi", pointer(*(error.absolute_path or _operation_in(says))), says, fix)
    except Exception as error:  # of many kinds: it trips over what it takes for granted
        reason = f"openapi-spec-validator cannot judge it ({type(error).__name__}: {error})"
        yield Finding("openapi", "", " ".join(reason.split())[:300], fix)


def _operation_in(says: str) -> Location:
    """The place of the operation that a sentence of openapi-spec-validator names, where it gives none itself."""
    named = re.search(r"'(\w+)'(?: operation)? in '(/.*)' (?:is|was) not ", says)
    return ("paths", named[2], named[1]) if named else ()


def _as_judged(node: Any, kind: str, *_: object) -> Any:
    if not isinstance(node, dict):
        return node
    copy = rebuilt(node, kind, _as_judged)
    hidden = "default" if kind == "schema" else ""
    shown = {key: value for key, value in copy.items() if key != hidden and not key.startswith("x-")}
    return {("body" if key == "server" else key): shown[key] for key in shown} if kind == "link" else shown


def readable(spec: Spec) -> Spec:
    """The spec itself, once OpenAPI accepts it; SpecError says why not."""
    for finding in openapi_findings(spec):
        raise SpecError(f"{spec.source}{finding}")
    return spec


def check(spec: Spec) -> list[Finding]:
    """Every finding; our own rules are asked only about a document that OpenAPI accepts."""
    return list(openapi_findings(spec)) or lint(spec)


def size_in_words(spec: Spec) -> str:
    """The size of a spec in a few words."""
    return f"{amount(spec.operations, 'operation')}, {amount(spec.clauses, 'clause')}"
