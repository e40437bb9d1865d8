"""Reading again what was made, when all is sent: many machines do so at once, and each record is that of its id."""

from __future__ import annotations

from dataclasses import replace

from clausewise.budget.limits import LimitReachedError
from clausewise.probes.known_parameters import is_readable
from clausewise.probes.names import read_again_id
from clausewise.probes.probe import Expected, Kind, Probe
from clausewise.run.prober import Prober
from clausewise.run.reading_back import read_back
from clausewise.run.result import Result
from clausewise.run.sender import NotSentError
from clausewise.spec.operations import id_in

#: The reason why no single request shows the finding again.
_AT_ONCE = {"reason": "it takes requests that are under way at once: run clausewise on several machines, or processes"}


def read_again(prober: Prober, probe: Probe) -> Result | None:
    """The result of reading what a probe has made, by whichever machine sent it; None where it has made nothing."""
    exchange = prober.sender.answer(probe)
    if exchange is None or not exchange.accepted or not exchange.has_json:
        return None
    made = [(link, id_in(exchange.json, link.keys)) for link in probe.operation.links]
    ids = [(link, name) for link, name in made if name is not None]
    reading = replace(probe, id=read_again_id(probe.id), kind=Kind.READ, row=None, expected=Expected.OPEN, then=())
    result = Result(reading)
    for link, name in ids:
        if is_readable(prober.spec, link):
            try:
                read_back(prober, link, name, result)
            except (LimitReachedError, NotSentError) as error:
                result.stopped(str(error))
    # A server may forget what has ended long ago: by now a refusal alone is nothing wrong.
    told = [each for each in result.findings if each.exchange.accepted or each.clause.always]
    result.findings = [replace(each, expects=_AT_ONCE, before=()) for each in told]
    return result if result.requests or result.not_run else None
