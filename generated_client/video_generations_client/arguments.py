"""Arguments of a call: options that it takes, and fields of the request."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import InvalidRequest
from .problem import Problem


def refuse_unknown(names: Iterable[str], options: Iterable[str], fields: Iterable[str] = ()) -> None:
    """Refuse arguments that are neither options of the call nor fields of the request.

    Raises:
        InvalidRequest: With what was perhaps meant.
    """
    import difflib  # here: only a program's mistakes need it

    options, problems = sorted(options), []
    for name in names:
        if name not in options:
            near = difflib.get_close_matches(name, [*fields, *options], n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"its options are {', '.join(options)}"
            hint += "; a field that the spec does not know goes into `extra`" if "extra" in options and not near else ""
            problems.append(Problem(name, "", "", f"is nothing that this call takes; {hint}"))
    if problems:
        raise InvalidRequest(f"Nothing was sent: {'; '.join(map(str, problems))}", problems=problems)
