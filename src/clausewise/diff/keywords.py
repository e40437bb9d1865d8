"""Claims about what one keyword says in two schemas at a site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from clausewise.diff.change import Effect, Severity
from clausewise.diff.claim import LOOKS_AT, RULES, Claim, bare
from clausewise.diff.equality import same
from clausewise.diff.sentences import MISSING, OTHERS, either, listed, must_be, type_named, went, written
from clausewise.diff.site import Site


def claims(site: Site) -> Iterator[Claim]:
    """Every difference of the constraints that stand at the site itself, not within it."""
    old, new = site.old.node, site.new.node
    yield from _types(site, old, new)
    yield from _values(site, old, new)
    for keyword, compare in _COMPARED.items():
        before, after = old.get(keyword, MISSING), new.get(keyword, MISSING)
        if before is not after and not same(before, after):
            yield from compare(site, keyword, before, after)
    for keyword in OTHERS:
        before, after = _group(old, keyword), _group(new, keyword)
        if before is not after and not same(before, after):
            yield _other(site, keyword, before, after)


def _types(site: Site, old: Any, new: Any) -> Iterator[Claim]:
    before, after = set(_list(old.get("type"))), set(_list(new.get("type")))
    if not before or not after:
        if before != after:
            effect: Effect = "narrows" if after else "widens"
            yield Claim("type-changed", "type", effect, type_named(site.name, before, after))
        return
    for one, other, effect, suffix in (
        (before, after, "narrows", "became-not-nullable"),
        (after, before, "widens", "became-nullable"),
    ):
        if "null" in one - other:
            says = f"{site.name} may {'be null now' if effect == 'widens' else 'no longer be null'}"
            yield Claim(suffix, "type", effect, says, values=(None,))
    lost, won = before - after - {"null"}, after - before - {"null"}
    if lost == {"integer"} and "number" in won:
        lost = set()
    if won == {"integer"} and "number" in lost:
        won = set()
    change = f"the type of {site.name} changed from {either(before)} to {either(after)}"
    if lost and won:
        yield Claim("type-changed", "type", "both", change)
    elif lost:
        yield Claim("type-specialized", "type", "narrows", change)
    elif won:
        yield Claim("type-generalized", "type", "widens", change)


def _values(site: Site, old: Any, new: Any) -> Iterator[Claim]:
    if "enum" in old and "enum" in new:
        for value in old["enum"]:
            if not any(same(value, one) for one in new["enum"]):
                says = f"the value {written(value)} of {site.name} was removed"
                yield Claim("enum-value-removed", "enum", "narrows", says, values=(value,))
        for value in new["enum"]:
            if not any(same(value, one) for one in old["enum"]):
                says = f"the value {written(value)} of {site.name} was added"
                is_open = old.get("x-open-enum") is True and site.direction == "response"
                severity: Severity | None = "compatible" if is_open else None
                says += ", and its readers take values that are not listed" if is_open else ""
                yield Claim("enum-value-added", "enum", "widens", says, values=(value,), severity=severity)
    elif "enum" in new:
        yield Claim("became-enum", "enum", "narrows", f"{site.name} may only be one of {listed(new['enum'])} now")
    elif "enum" in old:
        yield Claim("became-not-enum", "enum", "widens", f"{site.name} need no longer be one of {listed(old['enum'])}")
    if old.get("const", MISSING) != new.get("const", MISSING):
        before, after = old.get("const", MISSING), new.get("const", MISSING)
        suffix, effect = _added_removed_changed(before, after)
        says = must_be(site.name, before, after)
        yield Claim(f"const-{suffix}", "const", effect, says)


def _bound(site: Site, keyword: str, before: Any, after: Any) -> Iterator[Claim]:
    name = _kebab(keyword).replace("imum", "")
    if before is MISSING:
        yield Claim(f"{name}-set", keyword, "narrows", f"{keyword} of {site.name} was set to {after}")
    elif after is MISSING:
        yield Claim(f"{name}-unset", keyword, "widens", f"{keyword} {before} of {site.name} was removed")
    else:
        grown = after > before
        effect: Effect = "narrows" if grown is keyword.lower().removeprefix("exclusive").startswith("min") else "widens"
        suffix = "increased" if grown else "decreased"
        yield Claim(f"{name}-{suffix}", keyword, effect, f"{keyword} of {site.name} went from {before} to {after}")


def _stated(site: Site, keyword: str, before: Any, after: Any) -> Iterator[Claim]:
    suffix, effect = _added_removed_changed(before, after)
    says = went(keyword, site.name, before, after)
    yield Claim(f"{_kebab(keyword)}-{suffix}", keyword, effect, says)


def _format(site: Site, keyword: str, before: Any, after: Any) -> Iterator[Claim]:
    suffix, effect = _added_removed_changed(before, after)
    claimed = any(
        "format" in clause.get("keywords", ()) for side in site.sides for clause in side.node.get("x-clauses", ())
    )
    says = went("the format", site.name, before, after) + ("" if claimed else ", which refuses no value")
    parsed = before in PARSED or after in PARSED
    severity: Severity | None = None if claimed else "dangerous" if parsed else "documentation"
    says += ": clients read another type" if severity == "dangerous" else ""
    yield Claim(f"format-{suffix}", keyword, effect, says, severity=severity)


def _felt(site: Site, keyword: str, before: Any, after: Any) -> Iterator[Claim]:
    suffix, _ = _added_removed_changed(before, after)
    says = f"{keyword} of {site.name} was {suffix}: {_FELT[keyword]}"
    yield Claim(f"{_kebab(keyword)}-{suffix}", keyword, "unknown", says, severity="dangerous")


#: Keywords that refuse no value, and that readers go by.
_FELT = {
    "discriminator": "readers choose a schema by another field or value",
    "xml": "the value has another form in XML",
    "contentEncoding": "readers decode the text otherwise",
    "contentMediaType": "readers decode the text otherwise",
    "contentSchema": "what is in the text may be another thing",
}


def _default(site: Site, keyword: str, before: Any, after: Any) -> Iterator[Claim]:
    suffix, _ = _added_removed_changed(before, after)
    severity: Severity = "dangerous" if site.direction == "request" else "documentation"
    says = f"{went('the default', site.name, before, after)}: leaving it out may mean something else"
    yield Claim(f"default-value-{suffix}", keyword, "unknown", says, severity=severity)


def _other(site: Site, keyword: str, before: Any, after: Any) -> Claim:
    suffix, effect = _added_removed_changed(before, after)
    name = "rule" if keyword in RULES else _kebab(keyword)
    says = f"{OTHERS[keyword].format(site.name)} was {suffix}"
    return Claim(f"{name}-{suffix}", keyword, effect, says)


def _added_removed_changed(before: Any, after: Any) -> tuple[str, Effect]:
    if before is MISSING:
        return "added", "narrows"
    return ("removed", "widens") if after is MISSING else ("changed", "unknown")


def _group(node: Any, keyword: str) -> Any:
    """A keyword with those that only mean something beside it, or MISSING."""
    if keyword not in node:
        return MISSING
    beside = {name: node[name] for name in LOOKS_AT.get(keyword, ()) if name in node}
    return bare({keyword: node[keyword], **beside})


def _list(types: Any) -> list[str]:
    return [types] if isinstance(types, str) else list(types or [])


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


#: Formats that generated clients make other types of than text or number.
PARSED = frozenset(
    ("date", "date-time", "time", "duration", "uuid", "binary", "byte", "int32", "int64", "float", "double")
)
_COMPARED: dict[str, Callable[[Site, str, Any, Any], Iterator[Claim]]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), _bound),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), _bound),
    **dict.fromkeys(("pattern", "multipleOf"), _stated),
    "format": _format,
    "default": _default,
    **dict.fromkeys(_FELT, _felt),
}
