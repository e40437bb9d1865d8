"""Reading the options of a run: what each must be, and what goes together."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from contract_tests.options import LEDGER, MOCK_KEY, REPLAYED_KEY, OptionError, Options
from contract_tests.prices import PriceError, millionths, read_prices
from contract_tests.recording import Recording, RecordingError
from contract_tests.reporting.waivers import WaiverError, read_waivers
from contract_tests.running.redaction import Secret
from contract_tests.server_address import AddressError, checked_url, is_loopback, trusting
from contract_tests.spec import Spec, SpecError


def read_options(get: Any) -> Options:
    """The options of a run, from a function that gives an option by its name; OptionError when they do not fit."""
    replay = _recording(get("--replay")) if get("--replay") else None
    if replay is not None:
        return _replayed(replay, get)
    if get("--record") is not None and get("--record").exists():
        raise OptionError(f"--record {get('--record')}: the file exists; give the name of a new one")
    base_url = get("--base-url")
    max_paid = get("--max-paid")
    if base_url is not None:
        base_url = _base_url(base_url)
        if not is_loopback(base_url) and max_paid is None:
            raise OptionError(
                f"{base_url} is not on this machine, so accepted requests may cost money: "
                "say how many at most with --max-paid N (0 for unpaid checks only)"
            )
    if max_paid is not None and max_paid < 0:
        raise OptionError(f"--max-paid {max_paid}: give 0 or more")
    if get("--rate") is not None and not 0 < get("--rate") < float("inf"):
        raise OptionError(f"--rate {get('--rate')}: give a number of requests a minute above 0")
    shard = _shard(get("--shard"))
    key_env = get("--api-key-env")
    try:
        spec = Spec.load(get("--spec"))
        waivers = read_waivers(get("--waivers"), spec) if get("--waivers") else {}
        prices = read_prices(get("--prices")) if get("--prices") else None
        max_spend = None if get("--max-spend") is None else millionths(get("--max-spend"), "--max-spend")
        if get("--ca-bundle"):
            trusting(get("--ca-bundle"))
    except (SpecError, WaiverError, PriceError, AddressError) as error:
        raise OptionError(str(error)) from None
    if max_spend is not None and prices is None:
        raise OptionError("--max-spend: what a request costs is not known; give the --prices too")
    ledger = get("--ledger")
    if ledger is None and base_url is not None and not is_loopback(base_url):
        ledger = Path(LEDGER)
    if get("--resume") and ledger is None:
        raise OptionError("--resume: give the --ledger of the run that is to go on")
    options = Options(
        spec=spec,
        base_url=base_url,
        key=_key(key_env) if key_env else MOCK_KEY if base_url is None else None,
        key_env=key_env,
        basis=get("--basis") or ("documented" if base_url else "assumed"),
        strength=get("--strength"),
        max_paid=_part(max_paid, shard),
        max_spend=_part(max_spend, shard),
        prices=prices,
        rate=get("--rate"),
        shard=shard,
        ledger=ledger,
        resume=get("--resume"),
        max_response_time=get("--max-response-time"),
        timeout=get("--timeout"),
        examples=get("--examples"),
        seed=get("--seed"),
        waivers=waivers,
        report=get("--report"),
        ca_bundle=get("--ca-bundle"),
        record=get("--record"),
    )
    if prices is not None:
        for probe in options.plan:
            options.price(probe)  # an unknown price is said before anything is sent
    return options


def _recording(path: Path) -> Recording:
    try:
        return Recording.read(path)
    except RecordingError as error:
        raise OptionError(str(error)) from None


def _replayed(replay: Recording, get: Any) -> Options:
    """The options of a run over a recording: what shapes the plan is as recorded, how it is judged as now given."""
    number, count = replay.facts["shard"]
    instead = {
        **{name: value for name, value in replay.facts.items() if name.startswith("--")},
        "--base-url": None if replay.facts["mock"] else replay.facts["server"],
        "--basis": get("--basis") or replay.facts["basis"],
        "--api-key-env": None,
        "--replay": None,
        "--record": None,
        "--resume": False,
        "--ledger": None,
        "--rate": None,
        "--max-spend": None,
        "--shard": "1/1",  # the limits are those of the shard already
    }
    return replace(
        read_options(lambda name: instead[name] if name in instead else get(name)),
        base_url=replay.facts["server"],
        key=REPLAYED_KEY if replay.facts["key"] else None,
        max_spend=replay.facts["max_spend"],
        shard=(number, count),
        ledger=None,
        replay=replay,
    )


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    number, count = (int(match[1]), int(match[2])) if match else (1, 0)
    if number > count:
        raise OptionError(f"--shard {text}: give I/N with I from 1 to N, as in 2/3")
    return number, count


def _part(limit: int | None, shard: tuple[int, int]) -> int | None:
    """The part of a limit that one shard has; the parts of all shards are the limit."""
    number, count = shard
    return None if limit is None else limit // count + (number <= limit % count)


def _base_url(text: str) -> str:
    try:
        return checked_url(text)
    except AddressError as error:
        raise OptionError(str(error)) from None


def _key(name: str) -> str:
    if name not in os.environ:
        # Its name is not shown: whoever gives the key by mistake must not read it in a log.
        raise OptionError(
            "the environment variable that --api-key-env names is not set: set it to the API key, and give its name"
        )
    key = os.environ[name].strip()
    if not key:
        raise OptionError(f"the environment variable {name} is empty: set it to the API key")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise OptionError(f"the environment variable {name} holds no API key: blanks or characters beyond ASCII")
    return Secret(key)
