"""Scalars, keys and numbers are what YAML 1.2 and JSON say they are; what JSON cannot hold is told with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausewise.cli import lint
from clausewise.spec import Spec, SpecError
from clausewise.spec.lines import Lines
from clausewise.spec.source_file import read_document

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n"


#: Each list holds the one before three times.
BOMB = "a: &a [1]\n" + "".join(f"{n}: &{n} [{', '.join(['*' + chr(ord(n) - 1)] * 3)}]\n" for n in "bcdefghijklmnopqr")


def written(folder: Path, text: str, name: str = "spec.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("on", "on"),
        ("No", "No"),
        ("y", "y"),
        ("2024-02-30", "2024-02-30"),
        ("2024-05-05T10:00:00Z", "2024-05-05T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("010", 10),
        ("0o17", 15),
        ("0xfF", 255),
        ("+7", 7),
        ("1e-8", 1e-8),
        ("1E5", 1e5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0", 0),
        ("True", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("nUll", "nUll"),
        ("=", "="),
        ("0x", "0x"),
        ("1.2.3", "1.2.3"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ('!!int "1"', 1),
    ],
)
def test_a_scalar_is_what_the_core_schema_says(tmp_path: Path, scalar: str, value: Any) -> None:
    read = read_document(written(tmp_path, f"{HEAD}x-it: {scalar}\n"))
    assert (read.document["x-it"], type(read.document["x-it"])) == (value, type(value))
    assert read.flaws == ()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (r'"\ud83d\ude80"', "spec.json", "\U0001f680"),
        (r'"\ud83d\ude80"', "spec.yaml", "\U0001f680"),  # JSON all the same
        ("1e-8", "spec.json", 1e-8),
        ("\t[1,\t2]", "spec.json", [1, 2]),
        ('"2024-05-05"', "spec.json", "2024-05-05"),
        ('"on"', "spec.yaml", "on"),
    ],
)
def test_json_is_read_as_json(tmp_path: Path, text: str, name: str, value: Any) -> None:
    document = f'{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}}, "paths": {{}}, "x-it": {text}}}'
    assert read_document(written(tmp_path, document, name)).document["x-it"] == value


def test_a_mark_of_byte_order_is_passed_over(tmp_path: Path) -> None:
    assert Spec.load(written(tmp_path, "\ufeff" + HEAD)).document["openapi"] == "3.1.0"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
def test_other_encodings_of_yaml_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    """A reader of YAML supports UTF-8 and UTF-16, and for the sake of JSON UTF-32 (YAML 1.2.2, 5.2)."""
    text = HEAD if name == "spec.yaml" else json.dumps(Spec.load(written(tmp_path, HEAD)).document)
    text = text.replace("title: T", "title: \u732b").replace('"title": "T"', '"title": "\u732b"')
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert Spec.load(tmp_path / name).document["info"]["title"] == "\u732b"


def test_an_alias_and_a_merge_key_are_followed_and_no_key_stands_twice_for_it(tmp_path: Path) -> None:
    text = f"{HEAD}x-a: &a {{one: 1, two: 2}}\nx-b: {{<<: *a, two: 3}}\nx-c: {{<<: [*a, {{four: 4}}]}}\nx-d: *a\n"
    read = read_document(written(tmp_path, text))
    assert read.flaws == ()
    assert [read.document[key] for key in ("x-b", "x-c", "x-d")] == [
        {"one": 1, "two": 3},
        {"one": 1, "two": 2, "four": 4},
        {"one": 1, "two": 2},
    ]


FLAWED = [
    (HEAD + "x-a:\n  b: 1\n  c: 2\n  b: 3\n", "spec.yaml", 7, "the key 'b' stands twice"),
    (HEAD + "x-a:\n  - .nan\n", "spec.yaml", 5, ".nan is no number of JSON"),
    (HEAD + "x-a: -.Inf\n", "spec.yaml", 4, "-.Inf is no number"),
    (HEAD + "x-a: 1e999\n", "spec.yaml", 4, "1e999 is no number"),
    ('{"openapi": "3.1.0",\n"paths": {},\n"x": {"a": 1,\n"a": 2}}', "spec.json", 4, "the key 'a' stands twice"),
    ('{"openapi": "3.1.0",\n"x": "NaN",\n"y": NaN}', "spec.json", 3, "NaN is no number of JSON"),
    ('{"openapi": "3.1.0",\n"y": -1e999}', "spec.json", 2, "-1e999 is no number of JSON"),
]


@pytest.mark.parametrize(("text", "name", "line", "says"), FLAWED)
def test_what_json_cannot_hold_is_a_finding_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, name: str, line: int, says: str
) -> None:
    path = written(tmp_path, text, name)
    assert lint.main([str(path)]) == 1
    assert f"{path}:{line}: {says}" in capsys.readouterr().out
    with pytest.raises(SpecError, match=f":{line}: "):
        Spec.load(path)


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ('{"openapi": "3.1.0", "x": "\\ud83d"}', "spec.json", "surrogate"),
        ('{"openapi": "3.1.0",}', "spec.json", r"is not JSON \(.*line 1"),
        ('{"openapi": "3.1.0", "x": ' + "9" * 5000 + "}", "spec.json", "is not JSON"),
        (HEAD + "x: !!timestamp 2024-01-01\n", "spec.yaml", "spec.yaml:4: .*timestamp"),
        (HEAD + "x: !!set {a, b}\n", "spec.yaml", "spec.yaml:4: .*set"),
        (HEAD + "x: !mine 1\n", "spec.yaml", "spec.yaml:4: .*mine"),
        (HEAD + "x: !!int word\n", "spec.yaml", "spec.yaml:4: 'word'"),
        (HEAD + "---\nx: 1\n", "spec.yaml", "is not YAML"),
        ('{"openapi": "3.1.0", "x": ' + "[" * 20_000 + "]" * 20_000 + "}", "spec.json", "too deeply"),
        (HEAD + "x: " + "[" * 20_000 + "]" * 20_000 + "\n", "spec.yaml", "not YAML|too deeply"),
        (
            HEAD + BOMB,
            "spec.yaml",
            "aliases",
        ),
        ("openapi: 3.1\n", "spec.yaml", "write openapi: .3.1.1"),
        ("- 1\n", "spec.yaml", "no OpenAPI document"),
        ("", "spec.yaml", "no OpenAPI document"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, text: str, name: str, says: str) -> None:
    path = written(tmp_path, text, name)
    with pytest.raises(SpecError, match=says) as caught:
        Spec.load(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_lines_are_found_in_json_with_escapes(tmp_path: Path) -> None:
    path = written(tmp_path, '{"openapi": "3.1.0",\n"x-a": "\\ud83d\\ude80",\n"x-b": {\n"c": 1}}', "spec.json")
    assert [Lines(path).line(where) for where in ("/x-a", "/x-b/c")] == [2, 4]


def test_the_order_of_keys_is_kept(tmp_path: Path) -> None:
    names = ["z", "a", "m"]
    path = written(tmp_path, HEAD + "x-it: " + json.dumps(dict.fromkeys(names, 1)) + "\n")
    assert list(read_document(path).document["x-it"]) == names
