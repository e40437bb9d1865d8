"""Every change between two specs: operations, what they take and answer, security, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clausewise.diff import answers, documentation, notifications, requests, residue, security, servers
from clausewise.diff.change import SEVERITIES, Change, Witness
from clausewise.diff.pairs import OperationPair, plain, request_of, where
from clausewise.spec import Spec
from clausewise.spec.operations import Operation


def changes(old: Spec, new: Spec) -> list[Change]:
    """List the changes, the most harmful first; a change that several operations share stands there once."""
    found: dict[tuple[str, str, str], list[Change]] = {}
    all_of_them = list(_all(old, new))
    for change in [*all_of_them, *residue.not_compared(old, new, all_of_them)]:
        found.setdefault((change.id, change.pointer, change.about), []).append(change)
    return sorted(map(_merged, found.values()), key=lambda change: SEVERITIES.index(change.severity))


def _merged(same: list[Change]) -> Change:
    """One change of one place that several operations lead to: the worst of what it means to them."""
    worst = min(same, key=lambda change: (SEVERITIES.index(change.severity), change.witness is None))
    server = min((change.server for change in same), key=SEVERITIES.index)
    operations = tuple(dict.fromkeys(name for change in same for name in change.operations))
    return replace(worst, server=server, operations=operations)


def _all(old: Spec, new: Spec) -> Iterator[Change]:
    before = {_key(operation): operation for operation in old.operations}
    after = {_key(operation): operation for operation in new.operations}
    for key, operation in before.items():
        if key in after:
            pair = OperationPair(old, new, operation, after[key])
            yield from _named(pair)
            yield from servers.of_operation(pair)
            yield from security.changes(pair)
            yield from requests.changes(pair)
            yield from answers.changes(pair)
        else:
            yield _removed(old, new, operation)
    for key, operation in after.items():
        if key not in before:
            says = f"{where(operation)} was added"
            witness = Witness("request", "is accepted now", where(operation), request_of(new, operation))
            at = new.flat(operation.location)
            yield plain("endpoint-added", at, says, "compatible", operation, server="breaking", witness=witness)
    yield from notifications.webhooks(old, new)
    yield from servers.of_document(old, new)
    yield from documentation.changes(old, new)


def _removed(old: Spec, new: Spec, operation: Operation) -> Change:
    path_is_left = operation.url_path in new.document.get("paths", {})
    what = "api" if path_is_left else "api-path"
    how = "with" if operation.node.get("deprecated") else "without"
    witness = Witness("request", "was accepted and is unknown now", where(operation), request_of(old, operation))
    says = f"{where(operation)} was removed"
    at = old.flat(operation.location)
    return plain(f"{what}-removed-{how}-deprecation", at, says, "breaking", operation, witness=witness)


def _named(pair: OperationPair) -> Iterator[Change]:
    old, new = pair.before.node, pair.after.node
    at = pair.new.flat(pair.after.location)
    if pair.before.id != pair.after.id:
        says = f"the operation {pair.before.id} is called {pair.after.id} now: generated clients rename the function"
        yield plain("api-operation-id-removed", f"{at}/operationId", says, "dangerous", pair.after)
    if old.get("deprecated", False) != new.get("deprecated", False):
        became = "deprecated now" if new.get("deprecated") else "no longer deprecated"
        change_id = "endpoint-deprecated" if new.get("deprecated") else "endpoint-reactivated"
        yield plain(change_id, at, f"{where(pair.after)} is {became}", "documentation", pair.after)
    if pair.before.paid != pair.after.paid:
        if pair.after.paid:
            says = f"an accepted {where(pair.after)} costs money now"
            yield plain("api-became-paid", at, says, "dangerous", pair.after)
        else:
            says = f"an accepted {where(pair.after)} no longer costs money"
            yield plain("api-became-free", at, says, "compatible", pair.after)
    for tag in old.get("tags", []):
        if tag not in new.get("tags", []):
            yield plain("api-tag-removed", at, f"the tag {tag!r} was removed", "documentation", pair.after, about=tag)
    for tag in new.get("tags", []):
        if tag not in old.get("tags", []):
            yield plain("api-tag-added", at, f"the tag {tag!r} was added", "documentation", pair.after, about=tag)


def _key(operation: Operation) -> tuple[str, str]:
    """Method and path, whatever the parameters in the path are called."""
    return operation.method, re.sub(r"\{[^}]*\}", "{}", operation.url_path)
