"""The checks: what an answer is judged by. Each is a schemathesis check and names the clause it finds broken."""

from clausewise.checks.answers import accepted_as_promised, refused_when_broken
from clausewise.checks.every_answer import no_internals, no_secrets, no_server_error, within_time
from clausewise.checks.finding import ClauseBrokenError, Finding, Judgement, judging

#: Every check of a single answer, in the order in which findings are reported.
CHECKS = (no_server_error, accepted_as_promised, refused_when_broken, no_secrets, no_internals, within_time)

__all__ = ["CHECKS", "ClauseBrokenError", "Finding", "Judgement", "judging"]
