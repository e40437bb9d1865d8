"""The items of a run: one for each probe of the plan, in the order in which they are sent."""

from __future__ import annotations

import pytest

from clausewise.probes.names import short_name
from clausewise.probes.probe import Probe
from clausewise.pytest_plugin.beginning import plan_of

#: The markers of the suite's tests, as pytest lists them.
MARKERS = (
    "probes(*kinds, afterwards): run once for each probe of these kinds; afterwards, when all were sent",
    "followed: run where the tasks that were started are followed to their end",
    "together: run where many machines take part, which send at once",
    "fuzz: run once for each operation that schemathesis makes requests for",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each probe of the kinds that a test is marked with."""
    marker = metafunc.definition.get_closest_marker("probes")
    if marker is not None:
        probes = [probe for probe in plan_of(metafunc.config).probes if probe.kind in marker.args]
        metafunc.parametrize("probe", probes, ids=[short_name(probe) for probe in probes])

    if metafunc.definition.get_closest_marker("fuzz") is not None:
        fuzzed = [operation.id for operation in plan_of(metafunc.config).fuzzed]
        metafunc.parametrize("operation_id", fuzzed)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Send probes in the order of the plan, and everything else after them."""
    places = {probe.id: place for place, probe in enumerate(plan_of(config).probes)}
    plan = plan_of(config)
    wanted = {"followed": plan.followed, "together": plan.options.is_shared}
    unwanted = [name for name, is_wanted in wanted.items() if not is_wanted]
    items[:] = [item for item in items if not any(item.get_closest_marker(name) for name in unwanted)]

    def place(item: pytest.Item) -> int:
        marker = item.get_closest_marker("probes")
        if item.get_closest_marker("followed") is not None:  # last, and all together last of all
            return len(places) + (1 if marker is not None else 2)
        if marker is None or marker.kwargs.get("afterwards") or not isinstance(item, pytest.Function):
            return len(places)
        probe = item.callspec.params["probe"]
        return places[probe.id] if isinstance(probe, Probe) else len(places)

    items.sort(key=place)
