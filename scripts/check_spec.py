"""Is the spec sound? Valid OpenAPI, valid examples, clauses with a basis, and our own rules.

Exit codes: 0 sound, 1 something was found, 2 the spec cannot be read, or a reference in it leads nowhere.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

from contract_tests.spec import DEFAULT_SPEC, Spec, SpecError
from contract_tests.spec.walking import pointer
from scripts.spec_lint import RULES, Finding, lint, unreadable
from scripts.spec_lint.places import examples
from scripts.wording import amount


def openapi_findings(spec: Spec) -> Iterator[Finding]:
    """What openapi-spec-validator has against the document."""
    version = str(spec.document["openapi"])
    if not version.startswith("3.1."):
        yield Finding("openapi-version", "/openapi", f"OpenAPI {version} is not read here", "write it in OpenAPI 3.1")
        return
    fix = "see the OpenAPI 3.1 specification"
    try:
        for error in OpenAPIV31SpecValidator(spec.document, base_uri=spec.source.resolve().as_uri()).iter_errors():
            yield Finding("openapi", pointer(*error.absolute_path), error.message.splitlines()[0], fix)
    except Exception as error:  # of many kinds: it trips over what it takes for granted
        reason = f"openapi-spec-validator cannot judge it ({type(error).__name__}: {error})"
        yield Finding("openapi", "", " ".join(reason.split())[:300], fix)


def readable(spec: Spec) -> Spec:
    """The spec itself, once OpenAPI accepts it and its clauses can be read; SpecError says why not."""
    for finding in list(openapi_findings(spec)) or unreadable(spec):
        raise SpecError(f"{spec.source}{finding}")
    return spec


def check(spec: Spec) -> list[Finding]:
    """Every finding; our own rules are asked only about a document that OpenAPI accepts."""
    return list(openapi_findings(spec)) or lint(spec)


def said(spec: Spec) -> str:
    """What a spec is made of, in a few words."""
    return f"{amount(spec.operations, 'operation')}, {amount(spec.clauses, 'clause')}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="check_spec", description="Is the spec sound?")
    parser.add_argument("spec", nargs="?", type=Path, default=DEFAULT_SPEC, help="default: the spec of this repository")
    arguments = parser.parse_args(argv)
    try:
        spec = Spec.load(arguments.spec)
        findings = check(spec)
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    for finding in findings:
        print(f"{arguments.spec}{finding}")
    if findings:
        print(f"{arguments.spec}: {amount(findings, 'finding')}")
        return 1
    counts = f"{said(spec)}, {amount(list(examples(spec)), 'example')}, {amount(RULES, 'rule')}"
    print(f"{arguments.spec}: sound ({counts})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
