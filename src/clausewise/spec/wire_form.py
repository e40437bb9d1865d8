"""The form of a parameter or header on the wire, written and read: style, explode, content (OpenAPI 3.1, 4.8.12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

Pairs = tuple[tuple[str, str], ...]
_BETWEEN = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|", "label": ",", "matrix": ","}
#: The most ways of reading the texts of one object or array that are tried.
READINGS = 200


@dataclass(frozen=True)
class Form:
    """The form in which the values of one parameter are written: by a style, or as the JSON of a media type."""

    name: str
    style: str
    explode: bool
    media_type: str | None = None

    def __str__(self) -> str:
        return self.media_type or f"{self.style}{', explode' if self.explode else ''}"

    def write(self, value: Any) -> Pairs | None:
        """The pairs of name and text of a value; None where the style has no form of it."""
        if self.media_type is not None and ("json" in self.media_type or not isinstance(value, str)):
            return ((self.name, json.dumps(value, sort_keys=True)),)
        if isinstance(value, list):
            texts = [_text(item) for item in value]
            known = [text for text in texts if text is not None]
            return self._array(known) if len(known) == len(texts) else None
        if isinstance(value, dict):
            fields = {key: text for key, item in value.items() if (text := _text(item)) is not None}
            return self._object(fields) if len(fields) == len(value) else None
        one = _text(value)
        return None if one is None else ((self.name, self._marked(one)),)

    def _array(self, texts: list[str]) -> Pairs | None:
        if self.style == "deepObject":
            return None
        if self.style == "form" and self.explode:
            return tuple((self.name, text) for text in texts)
        if self.style == "matrix" and self.explode:
            return ((self.name, "".join(f";{self.name}={text}" for text in texts)),)
        between = "." if self.style == "label" and self.explode else _BETWEEN.get(self.style, ",")
        return ((self.name, self._marked(between.join(texts))),)

    def _object(self, fields: dict[str, str]) -> Pairs | None:
        if self.style == "deepObject":
            return tuple((f"{self.name}[{key}]", text) for key, text in fields.items())
        if self.style == "form" and self.explode:
            return tuple(fields.items())
        if self.explode:
            between = {"label": ".", "matrix": ";"}.get(self.style, ",")
            lead = {"label": ".", "matrix": ";"}.get(self.style, "")
            return ((self.name, lead + between.join(f"{key}={text}" for key, text in fields.items())),)
        between = _BETWEEN.get(self.style, ",")
        return ((self.name, self._marked(between.join(part for pair in fields.items() for part in pair))),)

    def _marked(self, text: str) -> str:
        return {"label": f".{text}", "matrix": f";{self.name}={text}"}.get(self.style, text)

    def read(self, pairs: Pairs) -> Iterator[Any]:
        """Every value that a reader of this form may take the pairs for."""
        if self.media_type is not None:
            yield from (self.json(text) for name, text in pairs[:1] if name == self.name)
            return
        for text in self.texts(pairs):
            if isinstance(text, str):
                yield from _scalars(text)
            elif isinstance(text, list):
                yield from map(list, islice(product(*(list(_scalars(one)) for one in text)), READINGS))
            else:
                for values in islice(product(*(list(_scalars(one)) for one in text.values())), READINGS):
                    yield dict(zip(text, values, strict=True))

    def texts(self, pairs: Pairs) -> Iterator[str | list[str] | dict[str, str]]:
        """The readings of pairs, as texts: one value, the items of a list, the fields of an object."""
        own = [text for name, text in pairs if name == self.name]
        bare = [one for marked in own if (one := self._unmarked(marked)) is not None]
        if len(own) == 1 and bare:
            yield bare[0]
        yield from self._arrays(own, bare)
        yield from self._objects(pairs, own, bare)

    def json(self, text: str) -> Any:
        """The value of the text of a media type; the text itself where it is no JSON, or meant as text."""
        try:
            return json.loads(text) if "json" in (self.media_type or "") else text
        except ValueError:
            return text

    def _unmarked(self, text: str) -> str | None:
        lead = {"label": ".", "matrix": f";{self.name}="}.get(self.style, "")
        return text[len(lead) :] if text.startswith(lead) else None

    def _arrays(self, own: list[str], bare: list[str]) -> Iterator[list[str]]:
        if self.style == "form" and self.explode:
            yield own
        elif self.style == "matrix" and self.explode and own:
            yield own[0].split(f";{self.name}=")[1:]
        elif self.style != "deepObject" and len(bare) == 1:
            between = "." if self.style == "label" and self.explode else _BETWEEN.get(self.style, ",")
            yield bare[0].split(between) if bare[0] else []

    def _objects(self, pairs: Pairs, own: list[str], bare: list[str]) -> Iterator[dict[str, str]]:
        if self.style == "deepObject":
            lead = f"{self.name}["
            inner = [(name[len(lead) : -1], text) for name, text in pairs if name.startswith(lead) and name[-1] == "]"]
            yield from [dict(inner)] if inner or not pairs else []
        elif self.style == "form" and self.explode:
            yield dict(pairs)
        elif self.explode and len(own) == 1:
            lead = {"label": ".", "matrix": ";"}.get(self.style, "")
            parts = [part.partition("=") for part in own[0].removeprefix(lead).split(lead or ",")]
            yield from [{key: text for key, _, text in parts}] if all(mark for _, mark, _ in parts) else []
        elif len(bare) == 1:
            words = bare[0].split(_BETWEEN.get(self.style, ","))
            yield from [dict(zip(words[::2], words[1::2], strict=True))] if len(words) % 2 == 0 else []


def form_of(node: dict[str, Any], name: str, place: str) -> Form:
    """The form of a parameter or header; `place` is path, query, header or cookie, and has a default style."""
    media_type = next(iter(node.get("content", {})), None)
    style = str(node.get("style") or ("form" if place in ("query", "cookie") else "simple"))
    return Form(name, style, bool(node.get("explode", style == "form")), media_type)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return None if isinstance(value, (list, dict)) or value is None else json.dumps(value)


def _scalars(text: str) -> Iterator[Any]:
    yield text
    if text in ("true", "false"):
        yield text == "true"
    try:
        yield int(text)
    except ValueError:
        try:
            number = float(text)
        except ValueError:
            return
        if number - number == 0:  # neither infinite nor NaN
            yield number
