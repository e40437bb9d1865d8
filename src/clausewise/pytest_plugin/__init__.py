"""The pytest plugin: options, the server under test, one item per probe, the verdict."""

from __future__ import annotations

import gc
import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any
from uuid import uuid4

import pytest

from clausewise.budget.limits import LedgerError
from clausewise.bundled import SUITE
from clausewise.probes.names import short_name
from clausewise.probes.probe import Probe
from clausewise.pytest_plugin.beginning import ended_before, plan_of
from clausewise.pytest_plugin.contact import Contact
from clausewise.pytest_plugin.ending import ENDING, NAME, Ending, end
from clausewise.pytest_plugin.fixtures import follow, follow_others, judge, run, run_key, send
from clausewise.pytest_plugin.machine import Machine
from clausewise.pytest_plugin.turns import Turns
from clausewise.recording import RecordingError
from clausewise.report.collector import Collector
from clausewise.report.contract_json import report
from clausewise.report.exit_codes import UNDECIDED
from clausewise.report.formats import write_formats
from clausewise.report.github import append_summary, clause_annotations
from clausewise.report.summary import summary
from clausewise.report.verdict import Verdict
from clausewise.run.session import Run
from clausewise.settings.command_line import add_options
from clausewise.settings.options import OptionError

#: The fixtures of the plugin, which pytest finds here.
__all__ = ["follow", "follow_others", "judge", "run", "send"]

verdict_key = pytest.StashKey[Verdict]()
ending_key = pytest.StashKey[Ending]()
resources_key = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    add_options(parser.getgroup("contract", "contract suite").addoption)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options."""
    config.addinivalue_line(
        "markers", "probes(*kinds, afterwards): run once for each probe of these kinds; afterwards, when all were sent"
    )
    config.addinivalue_line("markers", "followed: run where the tasks that were started are followed to their end")
    config.addinivalue_line("markers", "together: run where many machines take part, which send at once")
    config.addinivalue_line("markers", "fuzz: run once for each operation that schemathesis makes requests for")
    plan_of(config)
    config.stash[resources_key] = ExitStack()


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Print the plan instead of running it; say in one line where there is no server to run it against."""
    return ended_before(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Open the run: a worker joins that of its controller."""
    config = session.config
    if config.option.collectonly:
        return
    plan, resources = plan_of(config), config.stash[resources_key]
    shared = getattr(config, "workerinput", {}).get("contract", {})
    base_url = shared.get("base_url") or plan.options.base_url
    try:
        run = resources.enter_context(Run.opened(plan, base_url, shared.get("ledger")))
    except (LedgerError, OptionError, RecordingError) as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    run.ledger.sender = shared.get("sender", run.ledger.sender)
    config.stash[run_key] = run
    verdict = Verdict(plan, run.client.base_url, run.ledger.counts, run_id=run.ledger.run_id())
    verdict.command = run.client.redact(command_of(config))
    verdict.tasks = run.follower.store.counts if run.follower is not None else None
    config.stash[verdict_key] = verdict
    config.pluginmanager.register(Collector(verdict, config.pluginmanager.get_plugin("terminalreporter")))
    if hasattr(config, "workerinput") and not plan.options.free:
        config.pluginmanager.register(Turns(run))
    if not hasattr(config, "workerinput"):
        config.stash[ending_key] = Ending(verdict)
        config.pluginmanager.register(config.stash[ending_key], NAME)
        contact = Contact(run, verdict)
        config.pluginmanager.register(contact if run.work is None else Machine(run.work, contact))


def command_of(config: pytest.Config) -> str:
    """The command that has started the run, without what an address may hold of a password."""
    given = [str(argument) for argument in config.invocation_params.args]
    own = str(SUITE / "pytest.ini")
    # `clausewise check` has put its own arguments before those that it was given.
    known = given[given.index(str(SUITE)) + 1 :] if own in given and str(SUITE) in given else None
    words = ["pytest", *given] if known is None else ["clausewise", "check", *known]
    return re.sub(r"://[^/@\s']*@", "://…@", shlex.join(words))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker where the server is and where the ledger lies; the key it reads by itself."""
    run = node.config.stash[run_key]
    node.workerinput["contract"] = {
        "base_url": run.client.base_url,
        "ledger": str(run.ledger.path),
        "sender": uuid4().hex,
    }


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Let nobody wait for what a worker of xdist had under way when it died."""
    run, told = node.config.stash.get(run_key, None), node.workerinput.get("contract")
    if run is not None and told is not None:
        with suppress(LedgerError):  # which is told by whoever sends next
            run.ledger.leave(told["sender"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each probe of the kinds that a test is marked with."""
    marker = metafunc.definition.get_closest_marker("probes")
    if marker is not None:
        probes = [probe for probe in planned_probes(metafunc.config) if probe.kind in marker.args]
        metafunc.parametrize("probe", probes, ids=[short_name(probe) for probe in probes])

    if metafunc.definition.get_closest_marker("fuzz") is not None:
        fuzzed = [operation.id for operation in plan_of(metafunc.config).fuzzed]
        metafunc.parametrize("operation_id", fuzzed)


def planned_probes(config: pytest.Config) -> list[Probe]:
    """The plan of the run, made once."""
    return plan_of(config).probes


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Send probes in the order of the plan, and everything else after them."""
    places = {probe.id: place for place, probe in enumerate(planned_probes(config))}
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """End the run where the server is gone, or nothing can be written down, whoever notices it."""
    try:
        return (yield)
    except ENDING as error:
        end(item.config, error)


def pytest_collection_finish() -> None:
    """Spare what was imported and collected, and lives to the end, from each collection of garbage."""
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Show the verdict on one screen, below all that pytest says, and write the report: however the run has ended."""
    yield
    gc.freeze()  # pytest collects garbage ten times at the end
    config = session.config
    verdict = config.stash.get(verdict_key, None)
    terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
    if verdict is None or terminal is None or hasattr(config, "workerinput"):
        return
    if session.exitstatus == pytest.ExitCode.USAGE_ERROR:
        return  # pytest has said what is wrong, and nothing was sent
    if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and verdict.ended is None:
        verdict.ended = "no test was chosen: leave out the -k, -m or paths that fit none"
    terminal.section("contract", sep="=")
    for line in summary(verdict):
        terminal.write_line(line)
    if session.exitstatus == pytest.ExitCode.OK and config.stash[run_key].ended is not None:
        session.exitstatus = pytest.ExitCode.INTERRUPTED  # nothing that was run has failed, and little was run
    session.exitstatus = config.stash[ending_key].code or session.exitstatus
    if session.exitstatus == pytest.ExitCode.OK and verdict.conforms == "no":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED  # the first contact has failed, and no test was to judge it
    if session.exitstatus == pytest.ExitCode.OK and verdict.conforms == "undecided":
        session.exitstatus = pytest.ExitCode.OK if verdict.options.allow_undecided else UNDECIDED
    data, folder = report(verdict), verdict.options.report
    for line in clause_annotations(data):
        terminal.write_line(line)
    try:
        append_summary(data)
        if folder is not None:
            write_formats(data, folder)
            terminal.write_line(f"report        {folder}")
    except OSError as error:
        where = f"--report {folder}" if folder is not None else "the summary of the job"
        terminal.write_line(f"ERROR: {where}: it cannot be written ({error.strerror})")
        session.exitstatus = pytest.ExitCode.INTERRUPTED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close connections and ledger, and stop the bundled server."""
    resources = config.stash.get(resources_key, None)
    if resources is not None:
        resources.close()
