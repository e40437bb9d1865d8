"""The words of the pages and what they mean, for people who have not read the documentation."""

from __future__ import annotations

from clausewise.spec import BASES, Basis

#: The meanings of the bases of a clause, the strongest first.
MEANINGS_OF_BASES: dict[Basis, str] = {
    "documented": "the documentation says it in words or in its table",
    "exemplified": "the documentation only shows it, in an example",
    "observed": "it was seen on servers of this family or in clients of theirs",
    "assumed": "a choice of the spec, since a contract needs an answer there",
}
#: The meanings of the verdicts on a clause, and of the other words of a report.
MEANINGS_OF_A_REPORT = {
    "kept": "some probe could have shown it broken, and none did",
    "failed": "it is broken, and that fails the server",
    "waived": "it is broken, and the waivers of whoever ran this say that it is known",
    "reported": "it is broken, and of a weaker basis than this run fails",
    "not checked": "nothing of this run could have shown it broken; the reason stands beside it",
    "probe": "one request of the plan, with what is expected of its answer",
    "paid for": "a request that the server has accepted and may charge for",
    "perhaps paid for": "no answer says whether the server has accepted it",
    "median, 95 % within": "half of the values are no larger, and 95 of 100 are no larger",
}
#: The words of a comparison, each against the first report.
MEANINGS_OF_A_COMPARISON = {
    "worse": "it is broken now, or fails the server now",
    "better": "it is kept now, or fails the server no more",
    "new": "the spec of the first report has no such clause",
    "gone": "the spec of this report has no such clause any more",
    "unknown": "in one of the two it was not checked",
    "not in it": "the spec of that report has no such clause",
}


def failing(basis: str) -> str:
    """The sentence that says which clauses fail a server at a basis."""
    strong = BASES[: BASES.index(basis) + 1] if basis in BASES else BASES
    if len(strong) == len(BASES):
        return "A broken clause of any basis fails the server."
    named = " or ".join([", ".join(strong[:-1]), strong[-1]] if strong[1:] else strong)
    told = f"A broken clause of the basis {named} fails the server, as do crashes and leaks"
    return f"{told}. One of a weaker basis is reported, and fails nothing."
