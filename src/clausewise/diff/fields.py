"""Every field of every object of OpenAPI 3.1, and what a comparison does with it.

`compared`: its changes are judged. `words`: it is for people, and told as words. `holds`: what is in it is compared,
object by object. `not compared`: where it differs, that is said, and no answer is "no changes".
"""

from __future__ import annotations

from typing import Literal

from clausewise.spec.walking import METHODS

Treatment = Literal["compared", "words", "holds", "not compared"]


def _all(treatment: Treatment, *names: str) -> dict[str, Treatment]:
    return dict.fromkeys(names, treatment)


_DOCUMENTING = _all("words", "summary", "description", "externalDocs")
_EXAMPLES = _all("words", "example", "examples")

FIELDS: dict[str, dict[str, Treatment]] = {
    "document": {
        **_all("holds", "paths", "webhooks", "components"),
        **_all("compared", "servers", "security"),
        **_all("words", "openapi", "info", "tags", "externalDocs"),
        **_all("not compared", "jsonSchemaDialect"),
    },
    "info": _all("words", "title", "summary", "description", "termsOfService", "contact", "license", "version"),
    "contact": _all("words", "name", "url", "email"),
    "license": _all("words", "name", "identifier", "url"),
    "server": {**_all("compared", "url", "variables"), **_DOCUMENTING},
    "server-variable": {**_all("compared", "enum", "default"), **_DOCUMENTING},
    "components": {
        **_all("holds", "schemas", "responses", "parameters", "requestBodies", "headers", "links", "callbacks"),
        **_all("holds", "pathItems", "securitySchemes"),
        **_EXAMPLES,
    },
    "path item": {
        **_all("holds", "$ref", "parameters", *METHODS),
        **_all("compared", "servers"),
        **_DOCUMENTING,
    },
    "operation": {
        **_all("holds", "parameters", "requestBody", "responses", "callbacks"),
        **_all("compared", "operationId", "security", "deprecated", "tags", "servers"),
        **_DOCUMENTING,
    },
    "parameter": {
        **_all("compared", "name", "in", "required", "style", "explode", "schema", "content", "allowEmptyValue"),
        **_all("compared", "allowReserved"),
        **_all("words", "deprecated"),
        **_DOCUMENTING,
        **_EXAMPLES,
    },
    "header": {
        **_all("compared", "required", "style", "explode", "schema", "content"),
        **_all("words", "deprecated"),
        **_DOCUMENTING,
        **_EXAMPLES,
    },
    "request body": {**_all("compared", "required"), **_all("holds", "content"), **_DOCUMENTING},
    "media type": {**_all("compared", "schema", "encoding"), **_EXAMPLES},
    "encoding": _all("compared", "contentType", "headers", "style", "explode", "allowReserved"),
    "responses": _all("holds", "default"),
    "response": {**_all("compared", "headers", "links"), **_all("holds", "content"), **_DOCUMENTING},
    "callback": {},
    "link": {
        **_all("compared", "operationId", "operationRef", "parameters", "requestBody", "server"),
        **_all("not compared", "body"),  # of the published schema of OpenAPI 3.1, not of its text
        **_DOCUMENTING,
    },
    "example": _all("words", "summary", "description", "value", "externalValue"),
    "tag": _all("words", "name", "description", "externalDocs"),
    "external documentation": _all("words", "description", "url"),
    "reference": {**_all("holds", "$ref"), **_DOCUMENTING},
    "security scheme": {
        **_all("compared", "type", "name", "in", "scheme", "flows", "openIdConnectUrl"),
        **_all("words", "bearerFormat", "description"),
    },
    "oauth flows": _all("compared", "implicit", "password", "clientCredentials", "authorizationCode"),
    "oauth flow": _all("compared", "authorizationUrl", "tokenUrl", "refreshUrl", "scopes"),
    "schema": {
        **_all("compared", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum"),
        **_all("compared", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"),
        **_all("compared", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required"),
        **_all("compared", "dependentRequired", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
        **_all("compared", "dependentSchemas", "prefixItems", "items", "contains", "properties", "$ref"),
        **_all("compared", "patternProperties", "additionalProperties", "propertyNames", "unevaluatedItems"),
        **_all("compared", "unevaluatedProperties", "format", "contentEncoding", "contentMediaType", "contentSchema"),
        **_all("compared", "default", "readOnly", "writeOnly", "discriminator", "xml", "$defs"),
        **_all("words", "title", "description", "deprecated", "example", "examples", "externalDocs", "$comment"),
        **_all("not compared", "$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
    },
}
