"""Changes of who may call an operation, and how they show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.diff.change import Change, Severity, Witness
from clausewise.diff.pairs import OperationPair, plain, request_of, where
from clausewise.spec import Spec
from clausewise.spec.operations import Operation

Alternative = frozenset[tuple[str, tuple[str, ...]]]


def changes(pair: OperationPair) -> Iterator[Change]:
    """Every change of the alternatives that an operation takes."""
    before, after = (_alternatives(spec, operation) for spec, operation in pair.sides)
    renamed = _renamed(pair, before, after)
    after = [frozenset((renamed.get(name, name), scopes) for name, scopes in one) for one in after]
    at = _pointer(pair.new, pair.after)
    gone = [one for one in before if one not in after]
    come = [other for other in after if other not in before]
    for one in gone:
        partner = next((other for other in come if one and dict(other).keys() == dict(one).keys()), None)
        if partner is not None:
            come.remove(partner)
            yield _scopes(pair, one, partner, at)
        else:
            yield _gone(pair, one, after, at)
    yield from (_come(pair, other, at) for other in come)
    for other, name in renamed.items():
        says = f"the security scheme {name} is called {other} now"
        yield plain("api-security-scheme-renamed", at, says, "documentation", pair.after, about=name)
    for name in sorted((_names(before) & _names(after)) - set(renamed.values())):
        schemes = [_scheme(spec, name) for spec in pair.specs]
        yield from _changed(pair, name, *schemes)


def _names(alternatives: list[Alternative]) -> set[str]:
    return {name for one in alternatives for name, _ in one}


def _renamed(pair: OperationPair, before: list[Alternative], after: list[Alternative]) -> dict[str, str]:
    """The old name of each new one whose scheme asks for the same in the same way as a scheme that is gone."""
    gone = sorted(_names(before) - _names(after))
    found: dict[str, str] = {}
    for other in sorted(_names(after) - _names(before)):
        new = _scheme(pair.new, other)
        alike = [name for name in gone if name not in found.values() and _is_alike(_scheme(pair.old, name), new)]
        found |= {other: alike[0]} if alike else {}
    return found


def _is_alike(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return bool(old) and (_shown(old), _got(old), _offered(old)) == (_shown(new), _got(new), _offered(new))


def _scheme(spec: Spec, name: str) -> dict[str, Any]:
    found = spec.resolve(spec.document.get("components", {}).get("securitySchemes", {}).get(name))
    return found if isinstance(found, dict) else {}


def _changed(pair: OperationPair, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    place = f"/components/securitySchemes/{name.replace('~', '~0').replace('/', '~1')}"
    if _shown(old) != _shown(new):
        says = f"the security scheme {name} asks for {_spelled(new)}, no longer for {_spelled(old)}"
        witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} with {name} as it was")
        yield plain(
            "api-security-scheme-changed", place, says, "breaking", pair.after, server="breaking", witness=witness
        )
    elif _got(old) != _got(new):
        says = f"what {name} asks for is got elsewhere, or in another way"
        yield plain("api-security-scheme-source-changed", place, says, "dangerous", pair.after, about=name)
    elif _offered(old) != _offered(new):
        lost = sorted(_offered(old) - _offered(new))
        says = f"the security scheme {name} offers other scopes" + (f", {', '.join(lost)} no longer" if lost else "")
        severity: Severity = "dangerous" if lost else "compatible"
        yield plain("api-security-scheme-scopes-changed", place, says, severity, pair.after, about=name)


def _shown(scheme: dict[str, Any]) -> tuple[Any, ...]:
    """The way in which a request carries the credential of a scheme."""
    kind = scheme.get("type")
    if kind == "apiKey":
        name = str(scheme.get("name"))
        return kind, scheme.get("in"), name.lower() if scheme.get("in") == "header" else name
    if kind == "http":
        return "Authorization", str(scheme.get("scheme")).lower()
    return ("Authorization", "bearer") if kind in ("oauth2", "openIdConnect") else (kind,)


def _spelled(scheme: dict[str, Any]) -> str:
    """Say what a scheme asks for, as people do."""
    if scheme.get("type") == "apiKey":
        return f"a key in the {scheme.get('in')} parameter {scheme.get('name')}"
    kind, *more = map(str, _shown(scheme))
    return " ".join((kind, *more))


def _got(scheme: dict[str, Any]) -> tuple[Any, ...]:
    """The way in which a client gets the credential of a scheme."""
    flows = {
        name: {key: value for key, value in flow.items() if key != "scopes" and not key.startswith("x-")}
        for name, flow in scheme.get("flows", {}).items()
        if isinstance(flow, dict)
    }
    return scheme.get("type"), scheme.get("openIdConnectUrl"), flows


def _offered(scheme: dict[str, Any]) -> set[str]:
    flows = scheme.get("flows", {}).values()
    return {scope for flow in flows if isinstance(flow, dict) for scope in flow.get("scopes", {})}


def _weaker(other: Alternative, one: Alternative) -> bool:
    """Tell whether who shows what one alternative asks for shows what another asks for too."""
    held = dict(one)
    return all(name in held and set(scopes) <= set(held[name]) for name, scopes in other)


def _gone(pair: OperationPair, one: Alternative, after: list[Alternative], at: str) -> Change:
    body = request_of(pair.old, pair.before)
    if not one:
        says = f"{where(pair.after)} needs a key now"
        witness = Witness(
            "request", "was accepted and is refused now", f"{where(pair.after)} without Authorization", body
        )
        return plain("api-security-became-required", at, says, "breaking", pair.after, witness=witness)
    named = _named(one)
    if any(_weaker(other, one) for other in after):
        says = f"{where(pair.after)} no longer asks for {named}: who shows it is let in all the same"
        return plain("api-security-removed", at, says, "compatible", pair.after, about=named, server="breaking")
    witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} with {named}", body)
    says = f"{where(pair.after)} no longer takes {named}"
    return plain("api-security-removed", at, says, "breaking", pair.after, about=named, witness=witness)


def _scopes(pair: OperationPair, one: Alternative, other: Alternative, at: str) -> Change:
    before = {(name, scope) for name, scopes in one for scope in scopes}
    after = {(name, scope) for name, scopes in other for scope in scopes}
    says = f"{where(pair.after)} takes {_named(other)} instead of {_named(one)}"
    about = _named(other)
    if after <= before:
        return plain("api-security-scope-removed", at, says, "compatible", pair.after, about=about, server="breaking")
    witness = Witness("request", "was accepted and is refused now", f"{where(pair.after)} with {_named(one)}")
    return plain("api-security-scope-added", at, says, "breaking", pair.after, about=about, witness=witness)


def _come(pair: OperationPair, other: Alternative, at: str) -> Change:
    if not other:
        says = f"{where(pair.after)} takes requests without a key now"
        return plain("api-security-became-optional", at, says, "compatible", pair.after, server="breaking")
    says = f"{where(pair.after)} takes {_named(other)} too"
    return plain("api-security-added", at, says, "compatible", pair.after, about=_named(other), server="breaking")


def _alternatives(spec: Spec, operation: Operation) -> list[Alternative]:
    """The alternatives that hold for an operation; one that is empty lets everybody in."""
    listed: list[dict[str, Any]] = operation.node.get("security", spec.document.get("security", [])) or [{}]
    return [frozenset((name, tuple(sorted(scopes))) for name, scopes in one.items()) for one in listed]


def _named(one: Alternative) -> str:
    return " and ".join(name + (f" ({', '.join(scopes)})" if scopes else "") for name, scopes in sorted(one))


def _pointer(spec: Spec, operation: Operation) -> str:
    return f"{spec.flat(operation.location)}/security" if "security" in operation.node else "/security"
