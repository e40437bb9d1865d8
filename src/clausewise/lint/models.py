"""Rules about schemas that become classes in the client, and about rules between fields."""

from __future__ import annotations

import re

from clausewise.lint.house_rules import Found, rule
from clausewise.lint.reach import generated_schemas, request_schemas, response_schemas, used_components
from clausewise.spec import Spec
from clausewise.spec.walking import Location, references


@rule("model-named-as-property", "rename the schema, for example ErrorResponse instead of Error")
def named_as_property(spec: Spec) -> Found:
    """A model with a property of its own name that is a model too: the client fails its type check."""
    for name, schema in spec.document.get("components", {}).get("schemas", {}).items():
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
        for key, child in schema.get("properties", {}).items() if isinstance(schema, dict) else ():
            node = spec.resolve(child)
            if (
                key.lower() == snake
                and isinstance(node, dict)
                and ("properties" in node or node.get("type") == "object")
            ):
                yield ("components", "schemas", name), f"the schema has the name of its property {key!r}"


@rule("discriminator", "write one flat schema, and the rules between fields in its allOf")
def discriminator(spec: Spec) -> Found:
    """The generator ignores it: every branch is tried in turn, and the name of the union is lost."""
    for path, schema in generated_schemas(spec):
        if "discriminator" in schema:
            yield (*path, "discriminator"), "the client ignores a discriminator"


@rule("request-union", "write one flat schema, and the rules between fields in its allOf")
def request_union(spec: Spec) -> Found:
    """A request that is one of several objects: schemathesis never breaks a rule that only the choice states."""
    for path, schema in request_schemas(spec):
        for keyword in ("oneOf", "anyOf"):
            branches = [spec.resolve(branch) for branch in schema.get(keyword, ())]
            if sum("properties" in branch for branch in branches if isinstance(branch, dict)) > 1:
                yield (*path, keyword), "the rules between fields are hidden in a choice of objects"


@rule("rule-not-in-full", "add type: object, and every required field of the schema to its `required`")
def rule_in_short(spec: Spec) -> Found:
    """A forbidden combination that names only its own fields is broken by schemathesis by luck alone."""
    for path, schema in request_schemas(spec):
        required = set(schema.get("required", ()))
        for index, branch in enumerate(schema.get("allOf", ())):
            forbidden = branch.get("not") if isinstance(branch, dict) else None
            if isinstance(forbidden, dict) and "properties" in forbidden:
                missing = sorted(required - set(forbidden.get("required", ())))
                if missing or forbidden.get("type") != "object":
                    lacks = f"the required {', '.join(missing)}" if missing else "its type"
                    yield (*path, "allOf", index, "not"), f"this forbidden combination lacks {lacks}"


@rule("response-closed", "leave additionalProperties out: servers add fields")
def closed_response(spec: Spec) -> Found:
    """An answer that may carry nothing more: the client drops what is new without a word."""
    seen: set[Location] = set()
    for path, schema in response_schemas(spec):
        if path not in seen and schema.get("additionalProperties") is False:
            seen.add(path)
            yield (*path, "additionalProperties"), "an answer may carry no further field"


@rule("component-unused", "refer to it, or take it out")
def unused(spec: Spec) -> Found:
    """A component that no operation leads to: nothing checks it, and the client has a dead class."""
    used = used_components(spec)
    for kind, entries in spec.document.get("components", {}).items():
        for name in entries:
            place = ("components", kind, name)
            if kind != "securitySchemes" and not kind.startswith("x-") and place not in used:
                yield place, "no operation leads to this component"


@rule("reference-elsewhere", "make what it refers to a component of its own")
def elsewhere(spec: Spec) -> Found:
    """A reference to a part of a component: the client gets no class of its own for it."""
    for path, reference in references(spec.document):
        if path[:2] == ("components", "schemas") and reference.count("/") > 3:
            yield path, f"{reference} leads into the inside of a component"
