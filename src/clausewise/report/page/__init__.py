"""contract.html: the report as one page without a network, made by Jinja2 of the data of contract.json."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clausewise.report.comparison import CHANGES, Comparison
from clausewise.report.finding_text import bare
from clausewise.report.next_steps import next_steps
from clausewise.report.page import charts, facts, glossary, texts
from clausewise.report.progress import duration

_HERE = Path(__file__).parent
VERDICTS = {"yes": "Conforms", "no": "Does not conform", "undecided": "Undecided"}


def contract_page(report: Mapping[str, Any]) -> str:
    """A page for people, one file that needs no network.

    It holds the verdict, the findings with their request as curl, as a call of the Python client and as Python,
    expected beside actual with the words marked that differ, every clause, coverage and its gaps, money over the run,
    times to answer and to the video by value.
    """
    verdict, steps = VERDICTS[report["conforms"]], next_steps(report)
    return _page("contract.html.j2", report=report, verdict=verdict, groups=texts.grouped(report), steps=steps)


def matrix_page(comparison: Comparison) -> str:
    """The page of several reports: a line for each clause, those that have changed first, a column for each report."""
    lines = sorted(comparison.lines, key=lambda line: (*CHANGES, "same").index(line.change))
    told = ", ".join(f"{len(found)} {change}" for change in CHANGES if (found := comparison.changed(change)))
    return _page("matrix.html.j2", comparison=comparison, lines=lines, told=told, verdicts=VERDICTS)


def servers_page(**data: Any) -> str:
    """The page of many servers, of what `clausewise.report.fleet_page` gives."""
    return _page("servers.html.j2", verdicts=VERDICTS, **data)


def _page(template: str, **data: Any) -> str:
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template(template)
        .render(style=(_HERE / "page.css").read_text(encoding="utf-8"), script=script, digest=digest, **data)
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {
        "shown": texts.shown,
        "anchor": texts.anchor,
        "python": texts.python_call,
        "marked": texts.marked,
        "ticked": texts.ticked,
        "bare": bare,
        "png": texts.png,
        "duration": duration,
        "moment": facts.moment,
        "facts": facts.facts,
        "by_verdict": facts.by_verdict,
        "by_reason": facts.by_reason,
    }
    made.globals |= {"pairs": charts.pairs, "spending": charts.spending, "latencies": charts.latencies}
    made.globals |= {"to_answer": charts.to_answer, "to_video": charts.to_video, "most_videos": texts.VIDEOS}
    made.globals |= {"most_named": texts.NAMED, "changes": CHANGES}
    made.globals |= {"bases": glossary.MEANINGS_OF_BASES, "failing": glossary.failing}
    made.globals |= {
        "of_a_report": glossary.MEANINGS_OF_A_REPORT,
        "of_a_comparison": glossary.MEANINGS_OF_A_COMPARISON,
    }
    return made
