"""The assertions that decide an expectation, as lines of Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausewise.spec.media_ranges import is_json

#: Each form of the API key as an expression of Python, by the names of probes.keys.CREDENTIALS.
FORMS = {
    "given": 'f"Bearer {KEY}"',
    "strange key": 'f"Bearer {STRANGE_KEY}"',
    "key with a suffix": 'f"Bearer {KEY}x"',
    "key cut by one": 'f"Bearer {KEY[:-1]}"',
    "first half of the key": 'f"Bearer {KEY[: len(KEY) // 2]}"',
    "key in other case": 'f"Bearer {KEY.swapcase()}"',
    "key reversed": 'f"Bearer {KEY[::-1]}"',
    "strange key, scheme in small letters": 'f"bearer {STRANGE_KEY}"',
    "scheme alone": '"Bearer"',
    "scheme and a space": '"Bearer "',
    "key alone": "KEY",
    "empty": '""',
    "other scheme": 'f"Token {KEY}"',
    "Basic": '"Basic " + base64.b64encode(f"{KEY}:".encode()).decode()',
    "Basic with the plain key": 'f"Basic {KEY}"',
    "placeholder": '"Bearer {{YOUR_API_KEY}}"',
    "word of JavaScript": '"Bearer undefined"',
    "two keys": 'f"Bearer {STRANGE_KEY}, Bearer {KEY}"',
}


def credential(key: Mapping[str, Any]) -> str:
    """The value of the header that carries a form of the key."""
    # Without a key of its own a run makes every form of the strange one.
    form = FORMS[key["form"]].replace("{KEY", "{key()" if key["known"] else "{STRANGE_KEY")
    form = form.replace("len(KEY)", "len(key())" if key["known"] else "len(STRANGE_KEY)")
    form = ("key()" if key["known"] else "STRANGE_KEY") if form == "KEY" else form
    return form if key["header"].lower() == "authorization" else f'({form}).removeprefix("Bearer ")'


def assertions(expects: Mapping[str, Any]) -> list[str]:
    """The lines that judge `answer`; earlier ones stand in `answers`, the id in `made`."""
    kind = expects["kind"]
    told = f", {expects['told']!a}" if expects.get("told") else ""
    if kind in ("accepted", "refused"):
        return [f"assert {kind}(answer{told}), seen(answer)", *_more(expects)]
    if kind == "no crash":
        also = "".join(f" or answer.status_code == {status}" for status in expects["also"])
        return [f"assert answer.status_code < 500{also}, seen(answer)"]
    if kind == "no key":
        return ['assert not shows_key(answer), "the key stands in the answer"']
    if kind == "no stack trace":
        return ["assert stack_trace(words(answer)) is None, seen(answer)"]
    if kind == "answered":
        within = expects.get("within")
        return (
            [f"assert answer.elapsed.total_seconds() <= {within!r}"]
            if within
            else ["# that the whole answer has come is the question"]
        )
    if kind == "other method":
        return [
            "assert answer.status_code == 405, seen(answer)",
            f"assert {expects['allow']!r} in answer.headers.get('Allow', '').upper(), 'the header Allow'",
        ]
    return _of_several(expects, kind)


def _more(expects: Mapping[str, Any]) -> list[str]:
    lines = []
    if "statuses" in expects:
        lines.append(f"assert listed(answer, {expects['statuses']!r}), seen(answer)")
    if "media" in expects:
        lines.append(f"assert media_type(answer) in {expects['media']!r}, seen(answer)")
        if all(is_json(media_type) for media_type in expects["media"]):
            lines.append("json_of(answer)")
    if "schema" in expects:
        lines += [
            f"value = part(json_of(answer), {expects['inside']!a})",
            f"assert fits(value, {expects['schema']!a}), seen(answer)",
        ]
    if "shapes" in expects:
        lines.append(f"assert error_fits(answer, {expects['shapes']!a}), seen(answer)")
    return lines


def _of_several(expects: Mapping[str, Any], kind: str) -> list[str]:
    if kind == "another id":
        keys = expects["keys"]
        return [
            f"ids = [id_in(one, {keys!a}) for one in answers]",
            f"for _ in range({expects['times']}):  # it ends with the first id that came before",
            f"    ids.append(id_in(ask(), {keys!a}))",
            "    assert len({*ids}) == len(ids), ids",
        ]
    name = expects["name"]
    if kind == "same id":
        return [f"assert named(json_of(answer), {name!a}) in (None, made), seen(answer)"]
    if kind == "steady":
        return [
            "assert len({one.status_code for one in reads}) == 1, [one.status_code for one in reads]",
            f"assert len({{named(json_of(one), {name!a}) for one in reads if one.ok}}) <= 1, seen(answer)",
        ]
    raise ValueError(kind)
