"""The steps before the first request: options are read, the plan shown where it is asked for, the server found."""

from __future__ import annotations

import sys

import pytest

from clausewise.http.address import CONNECTED_WITHIN, unreachable
from clausewise.probes.run_plan import RunPlan
from clausewise.report.exit_codes import UNREACHABLE
from clausewise.report.plan_text import plan_text
from clausewise.settings.option_reading import read_options
from clausewise.settings.options import OptionError

_plan = pytest.StashKey[RunPlan]()


def plan_of(config: pytest.Config) -> RunPlan:
    """The plan of the run, its options read once; pytest.UsageError when one is wrong."""
    if _plan not in config.stash:
        try:
            options = read_options(config.getoption)
        except OptionError as error:
            raise pytest.UsageError(str(error)) from None
        if (options.record or options.replay) and config.getoption("dist", "no") != "no":
            raise pytest.UsageError("--record and --replay keep one order of requests: leave -n out")
        if options.is_shared and config.getoption("dist", "no") != "no":
            raise pytest.UsageError(
                "--ledger: with a ledger of many machines each process is one; leave -n out, and start the command "
                "several times"
            )
        config.stash[_plan] = RunPlan(options)
    return config.stash[_plan]


def ended_before(config: pytest.Config) -> int | None:
    """The exit code of a run that needs no request, or cannot send one; None when it may begin."""
    plan = plan_of(config)
    options = plan.options
    if config.getoption("--plan"):
        print("\n".join(plan_text(plan)))  # noqa: T201 - the plan is the output
        return 0
    in_worker = hasattr(config, "workerinput")
    if options.base_url is None or options.replay is not None or in_worker or config.option.collectonly:
        return None
    why = unreachable(options.base_url, min(CONNECTED_WITHIN, options.timeout), options.ca_bundle)
    if why is None:
        if options.sends_key_in_plain_text:
            print(f"WARNING: the API key is sent to {options.base_url} unencrypted: use https://", file=sys.stderr)  # noqa: T201 - as above
        return None
    print(f"ERROR: {why}", file=sys.stderr)  # noqa: T201 - as pytest says a usage error
    return UNREACHABLE
