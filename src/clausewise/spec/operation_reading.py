"""The operations of a document, read with all that its references lead to."""

from __future__ import annotations

from clausewise.spec.document import Document
from clausewise.spec.links import links
from clausewise.spec.operations import JSON, Operation, Parameter, ResponseSpec
from clausewise.spec.walking import METHODS, Location
from clausewise.spec.wire_form import form_of

#: Methods that change something (RFC 9110, 9.2.1).
CHANGING = ("post", "put", "patch", "delete")


def read_operations(spec: Document, *, charging: bool = False) -> list[Operation]:
    """Every operation below `paths`, in the order of the document.

    `charging`: an operation that can change something counts as paid unless the document says that it is not.
    """
    paths = spec.document.get("paths", {})
    return [
        operation_at(spec, ("paths", path, method), unmarked=charging and method in CHANGING)
        for path, item in paths.items()
        if not path.startswith("x-")
        for method in METHODS
        if method in item
    ]


def operation_at(spec: Document, at: Location, *, unmarked: bool = False) -> Operation:
    """The operation at a place, its path item one key above it; `unmarked` is whether it is paid if it says nothing."""
    path, method = str(at[-2]), str(at[-1])
    item, node = spec.at(spec.flat(at[:-1])), spec.at(spec.flat(at))
    body_at, body = spec.follow((*at, "requestBody")) if "requestBody" in node else (at, {})
    media_types = tuple(body.get("content", {}))
    judged = "schema" in body.get("content", {}).get(JSON, {})
    listed: list[Location] = [(*at[:-1], "parameters", index) for index in range(len(item.get("parameters", [])))]
    listed += [(*at, "parameters", index) for index in range(len(node.get("parameters", [])))]
    # A parameter of the operation takes the place of the path's of the same name and location.
    parameters = {(p.name, p.in_): p for p in (_parameter(spec, where) for where in listed)}
    responses = tuple(
        _response(spec, (*at, "responses", status))
        for status in node.get("responses", {})
        if not status.startswith("x-")
    )
    return Operation(
        id=node.get("operationId") or f"{method}-{path}",
        method=method.upper(),
        url_path=path,
        location=at,
        node=node,
        parameters=tuple(parameters.values()),
        body_location=(*body_at, "content", JSON, "schema") if judged else None,
        body_media_types=media_types,
        body_required=body.get("required", False),
        responses=responses,
        links=tuple(links(spec, node)),
        paid=node.get("x-paid", unmarked),
    )


def _parameter(spec: Document, where: Location) -> Parameter:
    where, node = spec.follow(where)
    shown = (spec.resolve(example) for example in node.get("examples", {}).values())
    examples = [example["value"] for example in shown if "value" in example]
    media = next(iter(node.get("content", {})), None)
    place, said = (where, node) if media is None else ((*where, "content", media), node["content"][media])
    return Parameter(
        name=node["name"],
        in_=node["in"],
        required=node.get("required", False),
        schema=node.get("schema", {}),
        location=(*place, "schema"),
        examples=tuple(examples or ([node["example"]] if "example" in node else [])),
        form=form_of(node, node["name"], node["in"]),
        described="schema" in said,
    )


def _response(spec: Document, where: Location) -> ResponseSpec:
    status = str(where[-1])
    where, node = spec.follow(where)
    return ResponseSpec(status=status, location=where, media=node.get("content", {}))
