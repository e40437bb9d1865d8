"""The public names of generated code: what a program that uses it can write."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping


def names(files: Mapping[str, bytes]) -> set[str]:
    """Classes, their attributes, functions and parameters, by the path and the bytes of each file."""
    return {name for path, content in files.items() if path.endswith(".py") for name in _of_module(path, content)}


def _of_module(path: str, content: bytes) -> Iterator[str]:
    stem = path.rpartition("/")[2].removesuffix(".py")
    for node in ast.parse(content).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
            for inner in node.body:
                yield from _of_member(node.name, inner)
        else:
            yield from _of_member(stem, node)


def _of_member(owner: str, node: ast.AST) -> Iterator[str]:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
            yield f"{owner}.{name}"
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if not name.startswith("_"):
            yield f"{owner}.{name}"
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                if argument.arg not in ("self", "cls"):
                    yield f"{owner}.{name}({argument.arg})"
