"""On which line of a YAML file a JSON pointer leads."""

from __future__ import annotations

from pathlib import Path

import yaml


class Lines:
    """The lines of one file, read once."""

    def __init__(self, path: Path) -> None:
        self._root: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)

    def line(self, pointer: str) -> int:
        """The line, from 1, of the deepest place on the way to the pointer that the file has."""
        node, line = self._root, 1
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
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
