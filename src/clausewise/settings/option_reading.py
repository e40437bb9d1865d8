"""Reading the options of a run: what each must be by itself, and what goes together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from clausewise.http.address import AddressError, checked_url, trusting
from clausewise.http.this_machine import is_loopback
from clausewise.recording import Recording, RecordingError
from clausewise.settings.command_line import KEPT
from clausewise.settings.declared import LEDGER
from clausewise.settings.option import made
from clausewise.settings.options import MOCK_KEY, REPLAYED_KEY, OptionError, Options
from clausewise.settings.output_paths import OutputPathError, checked_file, checked_folder
from clausewise.settings.prices import PriceError, Prices, millionths, read_prices
from clausewise.settings.shared_ledger import LedgerPlace, SharedLedgerError, is_shared, read_shared
from clausewise.settings.single_options import api_key, new_file, part_of, shard, within_bounds
from clausewise.settings.waivers import WaiverError, read_waivers
from clausewise.spec import Spec, SpecError

#: Seconds between two reads of a followed task: servers of this family bear no less, the bundled one does.
FOLLOW_INTERVAL, MOCK_INTERVAL = 30.0, 0.1
#: Gives an option by its name, None where it is not given.
Given = Callable[[str], Any]


def read_options(given: Given) -> Options:
    """The options of a run; OptionError when one of them is wrong, or they do not fit together."""
    try:
        replay = _if_given(given, "--replay", Recording.read)
        return _together(_alone(given, charging=_charging(given))) if replay is None else _replayed(replay, given)
    except (
        SpecError,
        WaiverError,
        PriceError,
        AddressError,
        RecordingError,
        OutputPathError,
        SharedLedgerError,
    ) as error:
        raise OptionError(str(error)) from None
    except OSError as error:  # a path that the system cannot even look for
        raise OptionError(f"{error.filename}: {error.strerror}; give another path") from None


def _charging(given: Given) -> bool:
    """Tell whether a changing request counts as paid: where there is a limit or a price, and off this machine."""
    base_url = _if_given(given, "--base-url", checked_url)
    named = any(given(name) is not None for name in ("--max-paid", "--max-spend", "--prices"))
    return named or (base_url is not None and not is_loopback(base_url))


def _alone(given: Given, *, charging: bool) -> Options:
    """Each option by itself: those that are read in a way of their own, and the others as they are given."""
    base_url = _if_given(given, "--base-url", checked_url)
    spec = Spec.load(given("--spec"), charging=charging)
    if not spec.operations:
        raise OptionError(f"{spec.source}: there is no operation to check; add one below paths")
    prices = _if_given(given, "--prices", lambda file: read_prices(file, spec))
    _if_given(given, "--ca-bundle", trusting)
    read: dict[str, Any] = {
        "spec": spec,
        "base_url": base_url,
        "key": _if_given(given, "--api-key-env", api_key),
        "basis": given("--basis") or ("assumed" if base_url is None else "documented"),
        "max_spend": _if_given(given, "--max-spend", lambda amount: millionths(amount, "--max-spend")),
        "prices": prices,
        "plan_prices": prices,
        "shard": shard(given("--shard")),
        "ledger": _ledger(given("--ledger"), given("--run")),
        "waivers": _if_given(given, "--waivers", lambda file: read_waivers(file, spec)) or {},
        "report": _if_given(given, "--report", lambda folder: checked_folder("--report", folder)),
        "record": _if_given(given, "--record", new_file),
        "replay": None,
        "follow": (base_url is None) if given("--follow") is None else given("--follow"),
        "follow_interval": within_bounds("--follow-interval", given("--follow-interval"))
        or (MOCK_INTERVAL if base_url is None else FOLLOW_INTERVAL),
        "given": {name: str(value) for name in KEPT if (value := given(name)) is not None},
        "notify_url": _if_given(given, "--notify-url", lambda url: checked_url(url, "--notify-url")),
    }
    return made(Options, lambda name: within_bounds(name, given(name)), **read)


def _together(options: Options) -> Options:
    """Check that the options fit together, and fill in what follows from them."""
    if not options.is_local and options.max_paid is None:
        raise OptionError(
            f"{options.base_url} is not on this machine, so accepted requests may cost money: "
            "say how many at most with --max-paid N (0 for unpaid checks only)"
        )
    if options.max_spend is not None and options.prices is None:
        raise OptionError("--max-spend: what a request costs is not known; give the --prices too")
    if options.notify_url is not None and not is_loopback(options.notify_url) and options.notify_port is None:
        raise OptionError(
            "--notify-url: it leads to another machine; say with --notify-port where its calls arrive on this one"
        )
    if options.is_shared:
        _shareable(options)
    ledger = options.ledger or (None if options.is_local else Path(LEDGER))
    if options.resume and ledger is None:
        raise OptionError("--resume: give the --ledger of the run that is to go on")
    if options.resume and isinstance(ledger, Path) and not ledger.exists():
        raise OptionError(f"--resume: there is no ledger {ledger}; give the --ledger of the run that is to go on")
    return replace(
        options,
        key=MOCK_KEY if options.key is None and options.base_url is None else options.key,
        max_paid=part_of(options.max_paid, options.shard),
        max_spend=part_of(options.max_spend, options.shard),
        ledger=ledger,
    )


def _shareable(options: Options) -> None:
    """Check that any number of machines can take part in a run."""
    if options.base_url is None:
        raise OptionError("--ledger: machines share no bundled mock server; give the --base-url of one that all reach")
    alone = {"--shard": options.shard != (1, 1), "--record": options.record is not None}
    for name in (name for name, is_given in alone.items() if is_given):
        raise OptionError(f"{name}: not with a --ledger of many machines; leave it out, or give a file")


def _ledger(ledger: str | None, run: str | None) -> LedgerPlace | None:
    if ledger is not None and is_shared(ledger):
        return read_shared(ledger, run)
    if run is not None:
        raise OptionError("--run: it names a run in a --ledger of many machines, as postgresql://…; leave it out")
    return None if ledger is None else checked_file("--ledger", Path(ledger))


def _replayed(replay: Recording, given: Given) -> Options:
    """The options of a run over a recording: what shapes the plan is as recorded, how it is judged as now given."""
    if given("--record") is not None:
        raise OptionError("--record with --replay: there is nothing new to record; give one of them")
    number, count = replay.facts["shard"]
    instead = {
        **{name: value for name, value in replay.facts.items() if name.startswith("--")},
        "--base-url": None if replay.facts["mock"] else replay.facts["server"],
        "--basis": given("--basis") or replay.facts["basis"],
        "--api-key-env": None,
        "--resume": False,
        "--ledger": None,
        "--run": None,
        "--rate": None,
        "--max-spend": None,
        "--shard": "1/1",  # the limits are those of the shard already
    }
    options = _together(
        _alone(lambda name: instead[name] if name in instead else given(name), charging=replay.facts["charging"])
    )
    recorded = replay.facts["prices"]
    plan_prices = Prices.of_facts(recorded) if recorded is not None else None
    return replace(
        options,
        prices=options.prices or plan_prices,
        plan_prices=plan_prices,
        base_url=replay.facts["server"],
        key=REPLAYED_KEY if replay.facts["key"] else None,
        max_spend=replay.facts["max_spend"],
        shard=(number, count),
        ledger=None,
        replay=replay,
    )


def _if_given(given: Given, name: str, read: Callable[[Any], Any]) -> Any:
    value = given(name)
    return None if value is None else read(value)
