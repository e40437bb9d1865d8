"""A mistake in a spec keeps a client from being made, is told in one line, and the client stays as it was."""

from __future__ import annotations

import pytest

from tests.regenerate.conftest import Checkout


def test_a_typo_in_a_reference_is_one_line(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.edit('$ref: "#/components/schemas/AspectRatio"', '$ref: "#/components/schemas/AspectRatoi"')
    said = checkout.fails(capsys)
    assert "#/components/schemas/VideoGenerationRequest/properties/aspect_ratio/$ref: the reference" in said
    assert "did you mean #/components/schemas/AspectRatio?" in said


def test_a_reference_to_another_file_is_one_line(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    checkout.edit('$ref: "#/components/schemas/AspectRatio"', "$ref: other.yaml")
    assert "other.yaml is not local" in checkout.fails(capsys)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("openapi: [3.1.0", "is not YAML"),
        ("just words", "no OpenAPI document"),
        ("\xff".encode("latin-1"), "is not YAML"),
        (None, "cannot be read"),
    ],
    ids=["broken YAML", "no mapping", "no UTF-8", "no file"],
)
def test_an_unreadable_spec_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], content: str | bytes | None, says: str
) -> None:
    if content is None:
        checkout.spec.unlink()
    else:
        checkout.spec.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = checkout.fails(capsys)
    assert says in said
    assert str(checkout.spec) in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("openapi: 3.1.0", "openapi: 3.2.0", "OpenAPI 3.2.0 is not read here"),
        (
            "        watermark:\n          type: boolean\n",
            "        watermark:\n          type: booleon\n",
            "is no schema",
        ),
        ("- id: method\n          basis: documented\n", "- id: method\n", '"basis" is a required'),
        ("model: sora-2\n                  images", "model: sora-3\n                  images", "[example-invalid]"),
        ("x-enum-varnames: [LANDSCAPE, PORTRAIT]", "x-enum-varnames: [LANDSCAPE]", "[enum-varnames-wrong]"),
    ],
    ids=["version", "type", "clause without basis", "example", "names of values"],
)
def test_a_spec_that_is_not_sound_stops_it_in_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    checkout.edit(old, new)
    before = checkout.content()
    assert checkout.regenerate() == (1 if says.startswith("[") else 2)
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1
    assert checkout.content() == before


def test_what_is_no_schema_or_the_generator_would_drop_is_one_line(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.edit("        watermark:\n          type: boolean\n", "        watermark:\n          type: booleon\n")
    assert checkout.check_drift() == 2
    assert "is no schema of JSON Schema 2020-12" in capsys.readouterr().err
