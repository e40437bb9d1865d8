"""The options of `mock`, and how their values are read."""

from __future__ import annotations

import argparse
import math
import re
from ipaddress import ip_address
from pathlib import Path

from clausewise.cli.command_parser import command_parser
from clausewise.spec import DEFAULT_SPEC


def parser_of(docstring: str | None) -> argparse.ArgumentParser:
    """The parser of the command."""
    parser = command_parser("mock", docstring)
    parser.add_argument(
        "--host", metavar="ADDRESS", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "--port", metavar="PORT", type=port, default=8080, help="port to listen on, 0 for a free one (default: 8080)"
    )
    parser.add_argument(
        "--spec", type=Path, metavar="FILE", default=DEFAULT_SPEC, help="another OpenAPI 3.1 file to serve"
    )
    parser.add_argument("--api-key-env", metavar="NAME", help="environment variable with the API key to ask for")
    parser.add_argument(
        "--pace", metavar="SECONDS", type=seconds, default=1.0, help="how long each stage of a task lasts (default: 1)"
    )
    parser.add_argument(
        "--speed", metavar="N", type=speed, default=1.0, help="how many times faster tasks live (default: 1)"
    )
    parser.add_argument("--store", type=Path, metavar="FILE", help="keep tasks in this file of SQLite, not in memory")
    parser.add_argument(
        "--workers", metavar="N", type=whole, default=1, help="processes that serve together (default: 1)"
    )
    parser.add_argument(
        "--allow-notify",
        metavar="HOST",
        type=host,
        action="append",
        default=[],
        help="a host beside this machine whose hooks may be called; may be given several times",
    )
    parser.add_argument(
        "--fault", metavar="NAME", action="append", default=[], help="misbehave in a way of the catalogue; repeatable"
    )
    parser.add_argument(
        "--variant", metavar="NAME", action="append", default=[], help="differ where the page is silent; repeatable"
    )
    parser.add_argument("--list", action="store_true", help="print the faults and variants, and stop")
    return parser


def seconds(text: str) -> float:
    """A number of seconds, as argparse wants it."""
    given = float(text)
    if not 0 <= given < math.inf:
        raise argparse.ArgumentTypeError(f"{text}: give a number of seconds from 0")
    return given


def speed(text: str) -> float:
    """A number of times above 0, as argparse wants it."""
    given = float(text)
    if not 0 < given < math.inf:
        raise argparse.ArgumentTypeError(f"{text}: give a number above 0")
    return given


def port(text: str) -> int:
    """A port to listen on, as argparse wants it."""
    given = int(text)
    if not 0 <= given <= 65_535:
        raise argparse.ArgumentTypeError(f"{text}: give a port from 1 to 65535, or 0 for a free one")
    return given


def host(text: str) -> str:
    """The name or address of a host, as argparse wants it."""
    try:
        return str(ip_address(text))
    except ValueError:
        if re.fullmatch(r"[\w.-]+", text) is None:
            told = f"{text}: give a host without scheme, port and path, as hooks.example.com"
            raise argparse.ArgumentTypeError(told) from None
    return text.lower().rstrip(".")


def whole(text: str) -> int:
    """A number of processes, as argparse wants it."""
    given = int(text)
    if not 1 <= given <= 64:
        raise argparse.ArgumentTypeError(f"{text}: give a number from 1 to 64")
    return given
