"""The pages about many machines: their blocks, the YAML in them, and the calls of clausewise in their scripts."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PAGES = Path(__file__, "../../../docs/machines").resolve()


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)


def files(name: str) -> list[Any]:
    """The YAML documents of a page; `on` of GitHub is read as a word."""
    return [each for block in blocks(name, "yaml") for each in yaml.load_all(block, yaml.BaseLoader)]


def scripts(name: str) -> Iterator[str]:
    """The commands of a page as a shell is given them."""
    yield from blocks(name, "sh")
    for file in files(name):
        for job in (file.get("jobs") or file).values():
            if isinstance(job, dict):
                yield from (step["run"] for step in job.get("steps", []) if "run" in step)
                yield from job.get("script", [])
        if file.get("kind") == "Job":
            for container in file["spec"]["template"]["spec"]["containers"]:
                yield shlex.join([*container["command"], *container["args"]]).replace(
                    "'--run=$(RUN)'", f"--run={file['metadata']['name']}"
                )


def commands(script: str) -> Iterator[list[str]]:
    """The arguments of each call of clausewise in a script, also within the quotes of another command."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(os.path.expandvars(line), posix=True, punctuation_chars=";&|<>")
        lexer.whitespace_split = True
        words = list(lexer)
        for word in words:
            if "clausewise check" in word:
                yield from commands(word.rpartition("; ")[2])
        if "clausewise" in words:
            rest = words[words.index("clausewise") + 1 :]
            ends = [n for n, word in enumerate(rest) if set(word) <= set(";&|<>")]
            yield rest[: ends[0]] if ends else rest
