"""A request of the suite as a call of the Python client that stands beside the bundled spec."""

from __future__ import annotations

import json

from clausewise.bundled import CLIENT, CLIENT_CLASS, is_our_own
from clausewise.checks.finding import Finding
from clausewise.probes.probe import Expected, Probe
from clausewise.probes.protocol import ALONE
from clausewise.probes.wire import plain
from clausewise.spec import Operation, Spec
from clausewise.spec.operations import JSON

#: The remark in the place of a call.
CANNOT = "# The Python client cannot send this: it writes a JSON object of fields, with the key that it has."


def client_call(finding: Finding, spec: Spec) -> str | None:
    """The lines of Python; a remark where the client cannot send it, None where no client is known."""
    asked = finding.asked
    if asked is None or not is_our_own(spec.source):
        return None
    probe = asked.probe
    made = _create(spec, probe) or _get(spec, probe.operation, probe.call.path_parameters)
    base_url = _base_url(asked.exchange.url, probe.operation)
    if made is None or base_url is None or probe.call.credential != "given" or probe.call.headers.keys() - ALONE:
        return CANNOT
    if probe.call.method != probe.operation.method:
        return CANNOT
    lines = [f"from {CLIENT} import {CLIENT_CLASS}", "", f"with {CLIENT_CLASS}(base_url={base_url!a}) as client:"]
    return "\n".join([*lines, f"    print(client.{made})"])


def _create(spec: Spec, probe: Probe) -> str | None:
    operation, body = probe.operation, probe.call.body
    if not (operation.paid and operation.links and body and operation.body_location):
        return None
    try:
        fields = json.loads(body)
        json.dumps(fields, allow_nan=False)  # a number that Python has no word for
    except ValueError:
        return None
    refused = probe.expected is Expected.REFUSED
    if not isinstance(fields, dict) or (refused and (body != plain(fields) or probe.call.content_type != JSON)):
        return None  # what is wrong may be how it is written
    known = spec.follow(operation.body_location)[1].get("properties", {})
    given = {name: value for name, value in fields.items() if name in known and value is not None}
    more = {name: value for name, value in fields.items() if name not in given}
    said = [f"{name}={value!a}" for name, value in given.items()]
    said += [f"extra={more!a}"] * bool(more) + ["check=False"] * refused
    return f"create({', '.join(said)})"


def _get(spec: Spec, operation: Operation, parameters: dict[str, object]) -> str | None:
    linked = any(link.target == operation.id for each in spec.operations if each.paid for link in each.links)
    return f"get({next(iter(parameters.values()))!a})" if linked and len(parameters) == 1 else None


def _base_url(url: str, operation: Operation) -> str | None:
    """The address before the path of the operation."""
    fixed = operation.url_path.partition("{")[0].rstrip("/")
    before, found, _ = url.partition(fixed)
    return before if found else None
