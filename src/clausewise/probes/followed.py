"""The probes whose tasks are followed to their end, and under which names that is told."""

from __future__ import annotations

from clausewise.probes.probe import Kind, Probe
from clausewise.spec import Spec
from clausewise.spec.tasks import task_record

#: The name under which the files of all tasks are judged together.
TOGETHER = "all tasks (followed)"


def followed_id(create: str) -> str:
    """The id of the probe that reads what a create has started."""
    return f"{create} (followed)"


def video_id(create: str) -> str:
    """The id under which the download of a task's result is kept."""
    return f"{create} (video)"


def told_id(create: str) -> str:
    """The id under which calls that tell of a task's end are kept."""
    return f"{create} (told)"


def followed_probes(spec: Spec, probes: list[Probe]) -> list[Probe]:
    """The probes of which each task is followed by itself: valid requests whose task tells its end."""
    if task_record(spec) is None:
        return []
    return [probe for probe in probes if probe.kind is Kind.ROW and probe.operation.links]
