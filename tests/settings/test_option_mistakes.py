"""A mistake in the options is answered in one line that says what to give instead."""

from __future__ import annotations

import re

import pytest

from clausewise.settings.options import OptionError
from tests.settings.given_options import read


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--max-paid=-1"], "give a number from 0 to"),
        (["--max-spend", "2"], "give the --prices too"),
        (["--shard", "3/2"], "give I/N with I from 1 to N"),
        (["--rate", "0"], "give requests a minute from"),
        (["--rate", "1e-300"], "give requests a minute from"),
        (["--timeout", "0"], "give seconds from"),
        (["--timeout=-1"], "give seconds from"),
        (["--timeout", "nan"], "give seconds from"),
        (["--timeout", "inf"], "give seconds from"),
        (["--max-response-time=-1"], "give seconds from"),
        (["--max-response-time", "nan"], "give seconds from"),
        (["--examples=-5"], "give a number from 0 to"),
        (["--max-spend", "1e999999999"], "is no amount of money"),
        (["--resume"], "give the --ledger"),
        (["--resume", "--ledger", "no-such-ledger.sqlite"], "there is no ledger"),
        (["--ledger", "no/such/folder/ledger.sqlite"], "there is no folder"),
        (["--ledger", "."], "give the name of a file"),
        (["--api-key-env", ""], "the environment variable that --api-key-env names is not set"),
        (["--ca-bundle", ""], "no certificates can be read from it"),
        (["--base-url", "http://a..b"], "give scheme, host and port"),
        (["--base-url", f"http://{64 * 'a'}"], "give scheme, host and port"),
        (["--base-url", "http://127.0.0.1 :1"], "give scheme, host and port"),
        (["--report", __file__], "is no folder"),
        (["--report", f"{__file__}/below"], "is no folder"),
        (["--report", "/proc/no-such-folder"], "nothing can be written into /proc"),
        (["--report", 300 * "a"], "File name too long"),
        (["--api-key-env", "NO_SUCH_VARIABLE"], "the environment variable that --api-key-env names is not set"),
        (["--waivers", "no-such-file.toml"], "cannot be read"),
        (["--spec", "no-such-file.yaml"], "cannot be read"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], said: str) -> None:
    with pytest.raises(OptionError, match=re.escape(said)) as refused:
        read(*arguments)
    assert "\n" not in str(refused.value)


def test_what_is_right_is_read() -> None:
    options = read("--max-paid", "5", "--basis", "observed", "--shard", "2/2", "--seed", "7")
    assert (options.max_paid, options.basis, options.shard, options.seed) == (2, "observed", (2, 2), 7)


@pytest.mark.parametrize(
    ("url", "key", "is_plain"),
    [
        ("http://relay.example.com", True, True),
        ("https://relay.example.com", True, False),
        ("http://127.0.0.1:9", True, False),
        ("http://relay.example.com", False, False),
    ],
)
def test_a_key_that_others_can_read_on_its_way_is_known(
    url: str,
    key: bool,  # noqa: FBT001 - a parameter of the test
    is_plain: bool,  # noqa: FBT001 - a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("A_KEY", "sk-0123456789")
    options = read("--base-url", url, "--max-paid", "0", *(["--api-key-env", "A_KEY"] if key else []))
    assert options.sends_key_in_plain_text is is_plain
