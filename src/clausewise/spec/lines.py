"""The lines of the file of a spec to which JSON pointers lead."""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from clausewise.spec.flaw import ReadingError
from clausewise.spec.references import keys_of
from clausewise.spec.yaml_text import compose

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class Lines:
    """The lines of one file, read once; of a file that cannot be read as YAML, the first line is all that is known."""

    def __init__(self, path: Path) -> None:
        written = path.read_bytes()
        text = written.decode(json.detect_encoding(written), "replace")
        try:
            # What JSON writes as two escapes is no character of YAML by itself; on which line it stands is the same.
            self._root: yaml.Node | None = compose(_SURROGATE.sub("?", text) if text.lstrip()[:1] == "{" else text)
        except ReadingError:
            self._root = None

    def line(self, pointer: str) -> int:
        """The line, from 1, of the deepest place on the way to the pointer that the file has."""
        node, line = self._root, 1
        for key in map(str, keys_of(pointer)):
            if isinstance(node, yaml.MappingNode):
                found = next(((name, value) for name, value in node.value if name.value == key), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
                node = node.value[int(key)]
                line = node.start_mark.line + 1
            else:
                break
        return line
