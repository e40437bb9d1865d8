"""Output for a job of GitHub: the summary of a report, and annotations on the lines of the spec."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clausewise.report.formats.markdown import summary_markdown
from clausewise.report.page.texts import grouped, shown
from clausewise.terminal.workflow_commands import annotation

#: The variable that names the file of a job's summary, and the one that says that a job of GitHub runs.
SUMMARY, RUNS = "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"


def clause_annotations(report: Mapping[str, Any]) -> Iterator[str]:
    """A workflow command for each failed clause, at its line of the spec; none outside of a job of GitHub."""
    if os.environ.get(RUNS) != "true":
        return
    for group in grouped(report):
        if group["status"] == "failed":
            first = group["findings"][0]
            line = report["clauses"][group["clause"]].get("line", 1)
            message = f"{shown(first['message'])}\nactual: {shown(first['actual'])}\n{shown(first['request'])}"
            yield annotation("error", report["spec"]["file"], line, f"failed: {shown(group['clause'], 200)}", message)


def append_summary(report: Mapping[str, Any]) -> None:
    """Write the summary where a job of GitHub shows it; OSError when it cannot be written."""
    path = os.environ.get(SUMMARY)
    if path:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(summary_markdown(report))
