"""Reading YAML by the core schema of YAML 1.2, as OpenAPI 3.1 wants it: `on`, `no` and dates are strings.

The parser is libyaml; which value a scalar is, and what a mapping holds, is decided here. Keys are the strings that
are written there. Beyond YAML 1.2, a merge key (`<<`) is still followed, as most readers of YAML do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from clausewise.spec.flaw import Flaw, ReadingError

_STR, _MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"
_SCALARS: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    # Tag: its plain forms, the characters that they begin with, and how they are read (YAML 1.2, section 10.3.2).
    "null": (r"~|null|Null|NULL|", "~nN", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF", lambda text: text.lower() == "true"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789", lambda text: _integer(text)),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN",
        "-+.0123456789",
        lambda text: float(re.sub(r"\.(?=[iInN])", "", text)),
    ),
}
_PLAIN = {f"tag:yaml.org,2002:{name}": read for name, (_, _, read) in _SCALARS.items()}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # with libyaml, ten times faster
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute, filled below


for _name, (_forms, _first, _) in _SCALARS.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(rf"(?:{_forms})\Z"), [*_first, ""])
_Loader.add_implicit_resolver(_MERGE, re.compile(r"<<\Z"), ["<"])


def compose(text: str) -> yaml.Node | None:
    """The nodes of the only document in a text, with their lines; ReadingError where it is no YAML."""
    try:
        loader = _Loader(text)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise ReadingError(f"the spec is not YAML ({' '.join(str(error).split())}); mend it there") from None
    return node


def read_yaml(text: str) -> tuple[Any, list[Flaw]]:
    """The value of a text of YAML, and what in it JSON cannot say; ReadingError where it is no YAML."""
    node = compose(text)
    reader = _Reader()
    return (None if node is None else reader.value(node)), reader.flaws


class _Reader:
    """Makes JSON values of nodes; a node that an alias names is made once."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self._made: dict[int, Any] = {}
        self._open: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        if id(node) in self._made:
            return self._made[id(node)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._open:
            raise ReadingError("something in it holds itself by a YAML alias; write a $ref there", _line(node))
        self._open.add(id(node))
        if isinstance(node, yaml.SequenceNode) and node.tag.endswith(":seq"):
            made: Any = [self.value(item) for item in node.value]
        elif isinstance(node, yaml.MappingNode) and node.tag.endswith(":map"):
            made = self._mapping(node)
        else:
            raise _tagged(node)
        self._open.discard(id(node))
        self._made[id(node)] = made
        return made

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag == _STR or node.tag == _MERGE:
            return node.value
        if node.tag not in _PLAIN:
            raise _tagged(node)
        try:
            read = _PLAIN[node.tag](node.value)
        except ValueError as error:
            raise ReadingError(f"{node.value[:40]!r} cannot be read ({error})", _line(node)) from None
        if isinstance(read, float) and not math.isfinite(read):
            self.flaws.append(Flaw(f"{node.value} is no number of JSON", "write a number, or quote it", _line(node)))
            return str(node.value)
        return read

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise ReadingError("the spec is not YAML of JSON's kinds (a key is no string); write one", _line(key))
            if key.tag == _MERGE:
                for part in self._parts(value):
                    merged = {**part, **merged}
                continue
            if key.value in own:
                says = f"the key {key.value!r} stands twice in one mapping"
                self.flaws.append(Flaw(says, "take one of the two out", _line(key)))
            own[key.value] = self.value(value)
        return {**{name: value for name, value in merged.items() if name not in own}, **own} if merged else own

    def _parts(self, node: yaml.Node) -> Iterator[dict[str, Any]]:
        for part in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            value = self.value(part)
            if not isinstance(value, dict):
                raise ReadingError("the spec is not YAML (what << merges is no mapping); name one", _line(part))
            yield value


def _tagged(node: yaml.Node) -> ReadingError:
    return ReadingError(f"the spec is not YAML of JSON's kinds ({node.tag}); write it without a tag", _line(node))


def _integer(text: str) -> int:
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
