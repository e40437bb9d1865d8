"""The parts of a spec that the mock server does not judge, each in one line."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.mock_server.hooks.callback import callbacks
from clausewise.spec import Spec
from clausewise.spec.operations import JSON


def unsupported(spec: Spec) -> Iterator[str]:
    """One line for each part of the spec that is taken unjudged or not answered."""
    schemes = spec.document.get("components", {}).get("securitySchemes", {})
    for name, node in schemes.items():
        scheme = spec.resolve(node)
        if scheme["type"] != "apiKey" and scheme.get("scheme", "").lower() != "bearer":
            yield f"security scheme {name}: {scheme['type']} is read as a bearer token"
    for operation in spec.operations:
        for media_type in operation.body_media_types:
            if media_type != JSON:
                yield f"{operation.id}: a body of {media_type} is taken unread"
        for parameter in operation.parameters:
            if not parameter.described:
                yield f"{operation.id}: the {parameter.in_} parameter {parameter.name} is not judged"
        for name, called in callbacks(spec, operation):
            if called is None:
                yield f"{operation.id}: the callback {name} is not called; its address is no field of the request"
