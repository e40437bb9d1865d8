"""The file of servers of a fleet, in TOML: what is checked, and how."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from clausewise.budget.limits import Limits
from clausewise.settings.command_line import BOUNDS, FILES, FLAGS, PER_SERVER, add_options, argument
from clausewise.settings.option_reading import read_options
from clausewise.settings.options import OptionError
from clausewise.settings.prices import PriceError, millionths, money
from clausewise.settings.toml_file import read_toml
from clausewise.terminal.printable import printable

#: The options of `clausewise check` that a server may have, by the key that stands for each.
OPTIONS = {name.removeprefix("--").replace("-", "_"): name for name in PER_SERVER}
#: The most paid requests over all servers.
MOST = int(BOUNDS["--max-paid"][2])
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,18}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")


class FleetError(Exception):
    """The file of servers cannot be used; the message says in one line what to do, and holds no value of a key."""


@dataclass(frozen=True)
class Server:
    """One server: its name in the fleet, the options of its check, each as text, and the currency of its prices."""

    name: str
    options: Mapping[str, str]
    currency: str | None = None

    @property
    def files(self) -> dict[str, str]:
        """Those options that name files on this machine: a worker on another is given what is in them."""
        return {name: value for name, value in self.options.items() if name in FILES}


@dataclass(frozen=True)
class Servers:
    """All servers of a file, and the limits over all of them."""

    servers: tuple[Server, ...]
    total: Limits

    def money(self, millionths: int) -> str:
        """An amount in the currency of all prices."""
        return money(millionths, self.servers[0].currency or "")


def read_servers(path: Path, total_paid: int | None = None, total_spend: str | None = None) -> Servers:
    """The servers of a file; FleetError when anything is wrong.

    `total_paid` and `total_spend`, an amount of money, take the place of those in the file.
    """
    data = read_toml(path, "servers", FleetError)
    _check_keys(str(path), data, ["server", "defaults", "total_paid", "total_spend"])
    defaults, entries = data.get("defaults", {}), data.get("server", [])
    if not isinstance(defaults, dict):
        raise FleetError(f"{path}: defaults is a table, [defaults]")
    _check_keys(f"{path}, defaults", defaults, [key for key in OPTIONS if key != "base_url"])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries) or not entries:
        raise FleetError(f"{path}: write [[server]] before each server, with name and base_url, at least once")
    found: dict[str, Server] = {}
    for number, entry in enumerate(entries, start=1):
        server = _server(path, f"{path}, server {number}", defaults, entry)
        if server.name.lower() in found:
            raise FleetError(f"{path}, server {number}: the name {server.name} is that of another; give each its own")
        found[server.name.lower()] = server
    paid = _total_paid(path, data.get("total_paid") if total_paid is None else total_paid)
    spend = data.get("total_spend") if total_spend is None else total_spend
    servers = tuple(found.values())
    return Servers(servers, Limits(paid, None if spend is None else _total_spend(path, spend, servers)))


def _total_paid(path: Path, total: Any) -> int | None:
    if total is not None and (type(total) is not int or not 0 <= total <= MOST):
        raise FleetError(f"{path}: total_paid is a number from 0 to {MOST}, the most paid requests over all servers")
    return total


def _total_spend(path: Path, total: Any, servers: tuple[Server, ...]) -> int:
    """The limit of money over all servers in millionths, where what they cost can be added up."""
    for server in servers:
        if server.currency is None:
            raise FleetError(f"{path}: total_spend: what a request costs {server.name} is not known; give its prices")
        if server.currency != servers[0].currency:
            others = f"those of {server.name} are in {printable(server.currency)}"
            first = f"those of {servers[0].name} in {printable(servers[0].currency or '')}"
            raise FleetError(f"{path}: total_spend: give all prices in one currency; {others}, {first}")
    try:
        return millionths(total, f"{path}: total_spend")
    except PriceError as error:
        raise FleetError(str(error)) from None


def _server(path: Path, where: str, defaults: Mapping[str, Any], entry: Mapping[str, Any]) -> Server:
    _check_keys(where, entry, ["name", *OPTIONS])
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FleetError(f"{where}: give a name of at most 19 letters, digits and dashes, a letter or digit first")
    where = f"{where} ({name})"
    if "base_url" not in entry:
        raise FleetError(f"{where}: give the address as base_url")
    given = {OPTIONS[key]: _text(where, key, value) for key, value in {**defaults, **entry}.items() if key != "name"}
    variable = given.get("--api-key-env")
    if variable is not None and not _VARIABLE.fullmatch(variable):
        # What it holds may be the key itself, which is written nowhere.
        raise FleetError(
            f"{where}: api_key_env is the name of an environment variable, in capital letters, digits and underscores; "
            "the key itself belongs into that variable on each worker"
        )
    options = {option: str(path.parent / value) if option in FILES else value for option, value in given.items()}
    return Server(name, options, _currency(where, options))


def _text(where: str, key: str, value: Any) -> str:
    if OPTIONS[key] in FLAGS:
        if not isinstance(value, bool):
            raise FleetError(f"{where}: {key} is true or false, without quotes")
    elif isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise FleetError(f"{where}: {key} is a text or a number")
    return str(value)


def _check_keys(where: str, table: Mapping[str, Any], known: list[str]) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise FleetError(f"{where}: there is no key {printable(key[:40])!r}; {meant}")


class _Parser(argparse.ArgumentParser):
    """A parser that tells of trouble by an exception."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise OptionError(message.removeprefix("argument "))


def _currency(where: str, options: Mapping[str, str]) -> str | None:
    """The currency of a server, its options checked as the check itself will; the key need not be on this machine."""
    parser = _Parser(add_help=False)
    add_options(parser.add_argument)
    try:
        given = vars(parser.parse_args([argument(k, v) for k, v in options.items() if k != "--api-key-env"]))
        prices = read_options(lambda name: given[name.removeprefix("--").replace("-", "_")]).prices
    except OptionError as error:
        raise FleetError(f"{where}: {printable(str(error))}") from None
    return None if prices is None else prices.currency
