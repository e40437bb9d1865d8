"""reproduce.py: a plain pytest file that needs only requests, with a test for each finding of a report."""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from clausewise.checks import stack_traces
from clausewise.report.page.texts import shown
from clausewise.report.reproduce import plain, schema
from clausewise.report.reproduce.assertions import assertions, credential

_HEAD = '''"""The findings of a contract run as tests: each fails where its clause is broken.

    CONTRACT_BASE_URL=https://... CONTRACT_API_KEY=... pytest reproduce.py

needs pytest and requests. A test whose request a server may charge for is skipped unless CONTRACT_PAY is 1.
"""
'''
#: Headers that the connection, or requests, writes by itself.
_OWN = {"host", "content-length"}


def reproduce_file(report: Mapping[str, Any]) -> str:
    """A pytest file for whoever mends the server, which needs only requests.

    A test for each finding fails until the clause is kept. It goes by `CONTRACT_BASE_URL` and `CONTRACT_API_KEY`; what
    a server may charge for is sent with `CONTRACT_PAY=1` only; what no request shows again is skipped with the reason.
    """
    tests: dict[str, list[str]] = {}
    for finding in report["findings"]:
        lines = _test(finding, _servers(report))
        name = _name(finding, lines)
        tests.setdefault(name, [*lines[:-1], f"def {name}() -> None:", *_remarks(finding), *lines[-1].splitlines()])
    bodies = ["\n".join(lines) for lines in tests.values()]
    carried = [schema, plain, *([stack_traces] if any("stack_trace(" in body for body in bodies) else [])]
    imports, sources = _sources(carried)
    sources = sources.replace('"http://127.0.0.1:8000"', ascii(_servers(report)[0]), 1)
    return "\n\n\n".join([f"{_HEAD}\n{imports}", sources, *bodies]) + "\n"


def test_name(finding: Mapping[str, Any], server: str) -> str | None:
    """The name of the test of a finding; None where its request is not sent again."""
    lines = _test(finding, [server.rstrip("/")])
    return None if lines[0].startswith("@pytest.mark.skip") else _name(finding, lines)


def _servers(report: Mapping[str, Any]) -> list[str]:
    return [server.rstrip("/") for server in report["server"].split(", ")]


def _sources(modules: list[Any]) -> tuple[str, str]:
    """The imports of some modules, but for those of each other, and the rest of them."""
    imports: set[str] = set()
    rest = []
    for module in modules:
        text = inspect.getsource(module)
        lines = text.splitlines()
        nodes = ast.parse(text).body
        taken = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        for node in taken:
            written = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if "clausewise" not in written and "__future__" not in written:
                imports.add(written)
        rest.append("\n".join(lines[taken[-1].end_lineno :]).strip())
    ordered = sorted(imports, key=lambda line: ("pytest" in line or "requests" in line, line.startswith("from"), line))
    blank = next(at for at, line in enumerate(ordered) if "pytest" in line)
    return "\n".join([*ordered[:blank], "", *ordered[blank:]]), "\n\n\n".join(
        re.sub(r"  # noqa: .*", "", text) for text in rest
    )


def _name(finding: Mapping[str, Any], lines: list[str]) -> str:
    """A name that is the same wherever the same request breaks the same clause."""
    clause = re.sub(r"\W+", "_", finding["clause"], flags=re.ASCII).strip("_").lower()[:60]
    told = [finding["clause"], *lines, "" if len(lines) > 1 or "send(" in lines[-1] else finding["probe"]]
    return f"test_{clause}_{hashlib.sha256(repr(told).encode()).hexdigest()[:8]}"


def _remarks(finding: Mapping[str, Any]) -> Iterator[str]:
    yield f"    # {_ascii(finding['clause'], 100)} ({finding['basis']}, {finding['status']})"
    for name in ("message", "expected", "actual", "probe"):
        yield f"    # {name}: {_ascii(finding[name], 300)}"


def _ascii(text: object, longest: int) -> str:
    return shown(text, longest).encode("ascii", "backslashreplace").decode()


def _test(finding: Mapping[str, Any], servers: list[str]) -> list[str]:
    """The decorators, and as the last entry the body."""
    again = finding.get("reproduction") or {"reason": "the report was written without what it takes"}
    reason = again.get("reason")
    steps = [] if reason else [*again["before"], {**finding["exchange"], **again}]
    paths = [_path(step["url"], servers, again) for step in steps]
    if None in paths:
        reason = "its address is not one of the server under test"
    if reason:
        return [f"@pytest.mark.skip(reason={f'not reproduced: {_ascii(reason, 300)}'!a})", "    pass"]
    lines = ["    answers = []"] * (len(steps) > 1 or again["expects"]["kind"] == "another id")
    for step, path in zip(steps, paths, strict=True):
        lines += _sending(step, str(path), again["expects"] if step is steps[-1] else None)
    lines += [f"    {line}" for line in assertions(again["expects"])]
    return [*(["@paid"] if any(step["paid"] for step in steps) else []), "\n".join(lines)]


def _path(url: str, servers: list[str], again: Mapping[str, Any]) -> str | None:
    server = next((one for one in servers if url.startswith(one)), None)
    if server is None:
        return None
    made = next((step["takes"]["id"] for step in again["before"] if step.get("takes")), None)
    return "/".join(_segment(part, made) for part in url[len(server) :].split("/"))


def _segment(part: str, made: str | None) -> str:
    whole = plain.path_of("{made}", made) if made is not None else None
    return "{made}" if part == whole else part


def _sending(step: Mapping[str, Any], path: str, expects: Mapping[str, Any] | None) -> list[str]:
    """The lines that send one request; `expects` is given for the last."""
    key = step["key"]
    own = {name: value for name, value in step["headers"].items() if name.lower() not in _OWN}
    own |= dict.fromkeys(plain.COMMON.keys() - own.keys())
    headers = [
        f"{name!a}: {credential(key) if key and name.lower() == key['header'].lower() else ascii(value)}"
        for name, value in own.items()
        if not _common(name, value)
    ]
    where = f"path_of({path!a}, made)" if "{made}" in path else ascii(path)
    sent = f"send({step['method']!a}, {where}, {{{', '.join(headers)}}}{_body(step)})"
    if expects is None:
        lines = [f"    answers.append({sent})"]
        return [*lines, f"    made = id_in(answers[-1], {step['takes']['keys']!a})"] if step.get("takes") else lines
    if expects["kind"] == "another id":
        return [f"    ask = lambda: {sent}"]
    if "times" in expects:
        return [f"    reads = [{sent} for _ in range({expects['times']})]", "    answer = reads[-1]"]
    return [f"    answer = {sent}"]


def _common(name: str, value: str | None) -> bool:
    common = plain.COMMON.get(name)
    return common is not None and value is not None and (value == common or value.startswith(f"{common}/"))


def _body(step: Mapping[str, Any]) -> str:
    if step.get("packed"):
        return f", unpacked({step['packed']!a})"
    body = step["body"]
    if isinstance(body, Mapping):
        return f", base64.b64decode({body['base64']!a})"
    return f", {body.encode('utf-8', 'surrogatepass')!a}" if body else ""
