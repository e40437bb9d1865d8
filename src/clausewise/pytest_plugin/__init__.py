"""The pytest plugin: options, the server under test, one item per probe, the verdict."""

from __future__ import annotations

import gc
import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest

from clausewise.budget.limits import LedgerError
from clausewise.bundled import SUITE
from clausewise.pytest_plugin.beginning import ended_before, plan_of
from clausewise.pytest_plugin.closing import close
from clausewise.pytest_plugin.contact import Contact
from clausewise.pytest_plugin.ending import ENDING, NAME, Ending, end
from clausewise.pytest_plugin.fixtures import follow, follow_others, judge, run, run_key, send
from clausewise.pytest_plugin.items import MARKERS, pytest_collection_modifyitems, pytest_generate_tests
from clausewise.pytest_plugin.machine import Machine
from clausewise.pytest_plugin.turns import Deaths, Turns
from clausewise.recording import RecordingError
from clausewise.report.collector import Collector
from clausewise.report.verdict import Verdict
from clausewise.run.session import Run
from clausewise.settings.command_line import add_options
from clausewise.settings.options import OptionError
from clausewise.spec import SpecError

#: The fixtures and further hooks of the plugin, which pytest finds here.
__all__ = [
    "follow", "follow_others", "judge", "pytest_collection_modifyitems", "pytest_generate_tests", "run", "send",
]  # fmt: skip

verdict_key = pytest.StashKey[Verdict]()
resources_key = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    add_options(parser.getgroup("contract", "contract suite").addoption)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    plan_of(config)
    config.stash[resources_key] = ExitStack()


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Print the plan instead of running it; say in one line where there is no server to run it against."""
    return ended_before(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Open the run: a worker joins that of its controller."""
    gc.freeze()  # what is imported stays, and is looked through no more
    config = session.config
    if config.option.collectonly:
        return
    plan, resources = plan_of(config), config.stash[resources_key]
    shared = getattr(config, "workerinput", {}).get("contract", {})
    base_url = shared.get("base_url") or plan.options.base_url
    try:
        run = resources.enter_context(Run.opened(plan, base_url, shared.get("ledger")))
    except (LedgerError, OptionError, RecordingError, SpecError) as error:
        if shared:  # a worker of xdist that raised anything else would count as crashed
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
        raise pytest.UsageError(str(error)) from None
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
        config.pluginmanager.register(Ending(verdict), NAME)
        config.pluginmanager.register(Deaths(run))
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
    """Show the verdict and write the report below all that pytest says: however the run has ended."""
    yield
    gc.freeze()  # pytest collects garbage ten times at the end
    verdict = session.config.stash.get(verdict_key, None)
    if verdict is not None and not hasattr(session.config, "workerinput"):
        close(session, verdict)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close connections and ledger, and stop the bundled server."""
    resources = config.stash.get(resources_key, None)
    if resources is not None:
        resources.close()
