"""Rules about operations, their answers and their security."""

from __future__ import annotations

from clausewise.lint.house_rules import Found, rule
from clausewise.lint.reach import flat, node_at
from clausewise.spec import Spec
from clausewise.spec.links import leading_nowhere
from clausewise.spec.references import leads_on
from clausewise.spec.walking import METHODS, Location


@rule("operation-id", "give it an operationId that is an identifier, such as createVideo")
def operation_id(spec: Spec) -> Found:
    """An operation without a usable id: functions, reports and links are named after the path."""
    for operation in spec.operations:
        if not str(operation.node.get("operationId", "")).isidentifier():
            yield operation.location, f"{operation.method} {operation.url_path} has no usable operationId"


@rule("security-at-operation", "put `security` at the root, {} first where keys are optional")
def security(spec: Spec) -> Found:
    """Optional security at an operation: it makes the client demand a key."""
    for operation in spec.operations:
        options = operation.node.get("security")
        if options and {} in options:
            yield (*operation.location, "security"), "optional security at an operation makes the client demand a key"


@rule("response-default", "list the statuses: 400, 401, …, 5XX")
def default_response(spec: Spec) -> Found:
    """An answer under `default`: the client parses every unlisted answer, an HTML page too, as this one."""
    for operation in spec.operations:
        if "default" in operation.node.get("responses", {}):
            yield (*operation.location, "responses", "default"), "the client crashes on answers of another shape"


@rule("response-refusals-missing", "list at least one 4XX answer, with its schema")
def refusals(spec: Spec) -> Found:
    """An operation that is never refused: nothing says what a refusal looks like."""
    for operation in spec.operations:
        if not any(response.status.startswith("4") for response in operation.responses):
            yield (*operation.location, "responses"), f"{operation.id} lists no refusal"


@rule("response-error-shape", "give it application/json content with a schema")
def error_shape(spec: Spec) -> Found:
    """A refusal without a schema: the client cannot read it, and the suite cannot judge it."""
    seen: set[Location] = set()
    for operation in spec.operations:
        for response in operation.responses:
            where = flat(spec, response.location)
            if response.status[0] in "45" and where not in seen and not _has_schema(response.media):
                seen.add(where)
                yield where, f"the answer {response.status} has no schema"


@rule("media-type-without-schema", "give it a schema; {} takes anything")
def without_schema(spec: Spec) -> Found:
    """A JSON body that may be anything by omission."""
    for operation in spec.operations:
        places = [response.location for response in operation.responses]
        if "requestBody" in operation.node:
            places.append(spec.follow((*operation.location, "requestBody"))[0])
        for path in places:
            where = flat(spec, path)
            for media_type, media in node_at(spec, where).get("content", {}).items():
                if "json" in media_type and "schema" not in media:
                    yield (*where, "content", media_type), f"{media_type} has no schema"


@rule("link-to-nothing", "name the operationId of an operation below paths")
def link_to_nothing(spec: Spec) -> Found:
    """A link that leads to no operation: nothing is read back by it."""
    for operation in spec.operations:
        for place in leading_nowhere(spec, operation.node):
            yield (*operation.location, *place), "this link leads to no operation of this document"


@rule("callback-payload-inline", "name the payload in components.schemas and refer to it")
def callback_payload(spec: Spec) -> Found:
    """The client has no callbacks; only a payload that is a named component becomes a model."""
    for operation in spec.operations:
        for name, callback in operation.node.get("callbacks", {}).items():
            for expression, item in spec.resolve(callback).items():
                for method in METHODS if not expression.startswith("x-") else ():
                    content = item.get(method, {}).get("requestBody", {}).get("content", {})
                    for media_type, media in content.items():
                        if not leads_on(media.get("schema")):
                            place = ("callbacks", name, expression, method, "requestBody", "content", media_type)
                            yield (*operation.location, *place), "this payload becomes no model in the client"


def _has_schema(media: dict[str, dict[str, object]]) -> bool:
    return any("schema" in one for one in media.values())
