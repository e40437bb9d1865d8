"""Every promise of the documentation is in the spec, with the basis that it has."""

from __future__ import annotations

import pytest

from clausewise.spec import BASES, Spec

# What the documentation page says of this endpoint, by clause.
PAGE = {
    "method": "documented",
    "content-type": "documented",
    "auth-optional": "documented",
    "body-json-object": "documented",
    "prompt-required": "documented",
    "prompt-mention": "documented",
    "model-required": "documented",
    "model-enum": "documented",
    "images": "documented",
    "aspect-ratio-enum": "documented",
    "hd-type": "documented",
    "hd-needs-pro": "documented",
    "duration-enum": "documented",
    "duration-25-needs-pro": "documented",
    "notify-hook": "documented",
    "watermark": "documented",
    "private": "documented",
    "character-url": "documented",
    "character-timestamps": "documented",
    "accepted-200": "documented",
    "task-id": "documented",
    "task-id-uuid": "exemplified",
    # "Output ratio", "Video duration", "Whether to generate HD output": of the video, not of the request.
    "video-ratio": "documented",
    "video-length": "documented",
    "video-hd": "documented",
}


@pytest.fixture(scope="module")
def spec() -> Spec:
    return Spec.load()


@pytest.mark.parametrize(("clause", "basis"), PAGE.items())
def test_a_clause_of_the_page_is_in_the_spec_with_its_basis(spec: Spec, clause: str, basis: str) -> None:
    assert spec.clauses[clause].basis == basis


def test_nothing_else_claims_to_be_on_the_page(spec: Spec) -> None:
    strong = {clause.id for clause in spec.clauses.values() if clause.basis in ("documented", "exemplified")}
    assert strong == set(PAGE)


def test_what_is_not_on_the_page_reads_so(spec: Spec) -> None:
    """The reading of a task is observed in whole, and its description says it."""
    operation = spec.operation("getVideoGeneration")
    assert "Observed" in operation.node["description"]
    for response in operation.responses:
        if not response.accepts:
            assert spec.at(spec.flat(response.location))["description"].startswith(("Observed.", "Assumed."))


def test_every_basis_is_used(spec: Spec) -> None:
    assert {clause.basis for clause in spec.clauses.values()} == set(BASES)


def test_no_stranger_is_the_default_host(spec: Spec) -> None:
    defaults = [variable["default"] for server in spec.document["servers"] for variable in server["variables"].values()]
    assert defaults == ["http://127.0.0.1:8080"]
