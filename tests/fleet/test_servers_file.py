"""The file of servers: each mistake is told in one line, before anything is submitted, and no key is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.budget.limits import Limits
from clausewise.cli import main
from clausewise.fleet.servers_file import OPTIONS, FleetError, read_servers
from clausewise.settings.command_line import BOUNDS, FILES, argument

ONE = "[[server]]\nname = 'a'\nbase_url = 'http://127.0.0.1:1'\n"
SECRET = "sk-Live-51c0de7f93ab42d1"  # noqa: S105 - a made-up key


def refused(tmp_path: Path, text: str | bytes, total: int | None = None) -> str:
    """The reason why a file of servers is refused."""
    file = tmp_path / "servers.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(FleetError) as raised:
        read_servers(file, total)
    told = str(raised.value)
    assert "\n" not in told
    assert told.startswith(str(file))
    return told.removeprefix(str(file))


def test_servers_have_defaults_their_own_options_and_files_beside_theirs(tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text("")
    text = "total_paid = 9\n[defaults]\nmax_paid = 5\nrate = 60\n" + ONE + "rate = 1.5\nwaivers = 'known.toml'\n"
    (tmp_path / "servers.toml").write_text(text + "[[server]]\nname = 'B-2'\nbase_url = 'https://b.test'\n")
    read = read_servers(tmp_path / "servers.toml")
    one, two = read.servers
    assert (read.total, one.name, two.name) == (Limits(9), "a", "B-2")
    given = {"--max-paid": "5", "--rate": "1.5", "--waivers": str(tmp_path / "known.toml")}
    assert one.options == {"--base-url": "http://127.0.0.1:1", **given}
    assert two.options == {"--base-url": "https://b.test", "--max-paid": "5", "--rate": "60"}
    assert (one.files, two.files) == ({"--waivers": str(tmp_path / "known.toml")}, {})
    assert read_servers(tmp_path / "servers.toml", 0).total == Limits(0)


def test_servers_may_be_followed_by_default_and_one_of_them_not(tmp_path: Path) -> None:
    text = "[defaults]\nfollow = true\nfollow_interval = 5\n" + ONE + ONE.replace("'a'", "'b'") + "follow = false\n"
    (tmp_path / "servers.toml").write_text(text)
    one, two = read_servers(tmp_path / "servers.toml").servers
    base = "--base-url=http://127.0.0.1:1"
    for server, flag in ((one, "--follow"), (two, "--no-follow")):
        assert [argument(name, value) for name, value in server.options.items()] == [flag, "--follow-interval=5", base]


PRICES = 'currency = "{}"\n[[price]]\namount = 0.5\n'


def test_money_over_all_servers_has_one_currency(tmp_path: Path) -> None:
    for currency in ("USD", "CNY"):
        (tmp_path / f"{currency}.toml").write_text(PRICES.format(currency))
    two = ONE + "prices = 'USD.toml'\n" + ONE.replace("'a'", "'b'")
    (tmp_path / "servers.toml").write_text(f"total_spend = 2.5\n{two}prices = 'USD.toml'\n")
    read = read_servers(tmp_path / "servers.toml")
    assert (read.total, read.money(1_250_000)) == (Limits(None, 2_500_000), "1.25 USD")
    assert read_servers(tmp_path / "servers.toml", 3, "0.75").total == Limits(3, 750_000)
    assert "those of b are in CNY, those of a in USD" in refused(
        tmp_path, f"total_spend = 1\n{two}prices = 'CNY.toml'\n"
    )
    assert "what a request costs b is not known" in refused(tmp_path, f"total_spend = 1\n{two}")
    for amount in ("'much'", "-1", "true", "nan"):
        told = refused(tmp_path, f"total_spend = {amount}\n{two}prices = 'USD.toml'\n")
        assert "is no amount of money; give a number such as 0.25" in told


MISTAKES = {
    "": "write [[server]] before each server",
    "server = 1": "write [[server]] before each server",
    "server = [1]": "write [[server]] before each server",
    "[server]\nname = 'a'": "write [[server]] before each server",
    "defaults = 1\n" + ONE: "defaults is a table",
    "[servers]": "there is no key 'servers'; did you mean server?",
    "nothing = 1": "there is no key 'nothing'; there are server, defaults, total_paid, total_spend",
    "total_paid = '5'\n" + ONE: "total_paid is a number from 0 to 1000000",
    "total_paid = -1\n" + ONE: "total_paid is a number",
    "total_spend = 5\n" + ONE: "total_spend: what a request costs a is not known; give its prices",
    "total_paid = true\n" + ONE: "total_paid is a number",
    "total_paid = 1.5\n" + ONE: "total_paid is a number",
    "[defaults]\nbase_url = 'http://a.test'\n" + ONE: "there is no key 'base_url'",
    "[defaults]\nname = 'a'\n" + ONE: "there is no key 'name'",
    "[defaults]\nmax_paids = 1\n" + ONE: "defaults: there is no key 'max_paids'; did you mean max_paid?",
    ONE + "max-paid = 1": "server 1: there is no key 'max-paid'; did you mean max_paid?",
    ONE + "ledger = 'x'": "there is no key 'ledger'",
    ONE + "notify_url = 'http://127.0.0.1:1'": "there is no key 'notify_url'",
    ONE + "follow = 'true'": "server 1 (a): follow is true or false, without quotes",
    ONE + "follow = 1": "follow is true or false",
    ONE + "follow_interval = 0": "--follow-interval 0.0: give seconds from",
    ONE + "resume = true": "there is no key 'resume'",
    "[[server]]\nbase_url = 'http://a.test'": "server 1: give a name of at most 19 letters",
    "[[server]]\nname = 3": "give a name",
    "[[server]]\nname = ''": "give a name",
    "[[server]]\nname = '../up'": "give a name",
    "[[server]]\nname = 'a.b'": "give a name",
    "[[server]]\nname = 'abcdefghijklmnopqrst'": "give a name",
    "[[server]]\nname = 'a'": "server 1 (a): give the address as base_url",
    ONE + ONE: "server 2: the name a is that of another",
    ONE + ONE.replace("'a'", "'A'"): "server 2: the name A is that of another",
    ONE.replace("http://127.0.0.1:1", "127.0.0.1"): "server 1 (a): --base-url",
    ONE.replace("http://127.0.0.1:1", "http://user:pw@a.test"): "--base-url",
    ONE.replace("http://127.0.0.1:1", ""): "base_url is a text or a number",
    ONE.replace("http://127.0.0.1:1", "https://a.test"): "say how many at most with --max-paid",
    ONE + "max_paid = true": "max_paid is a text or a number",
    ONE + "max_paid = [1]": "max_paid is a text or a number",
    ONE + "max_paid = 2030-01-01": "max_paid is a text or a number",
    ONE + "max_paid = 1.5": "--max-paid: invalid int value: '1.5'",
    ONE + "max_paid = -1": "--max-paid",
    ONE + "rate = nan": "--rate",
    ONE + "rate = 0": "--rate 0.0: give requests a minute from",
    ONE + "strength = 4": "--strength: invalid choice",
    ONE + "basis = 'certain'": "--basis: invalid choice: 'certain'",
    ONE + "spec = 'none.yaml'": "none.yaml",
    ONE + "waivers = 'none.toml'": "the waivers cannot be read",
    ONE + "max_spend = '3'": "--max-spend: what a request costs is not known",
    ONE + "lease = 0": "--lease 0.0: give seconds from 1 to 3600",
    ONE + f"api_key_env = '{SECRET}'": "api_key_env is the name of an environment variable",
    ONE + "api_key_env = 'sk_live_1'": "api_key_env is the name",
    ONE + "api_key_env = 'A B'": "api_key_env is the name",
    ONE + f"api_key = '{SECRET}'": "there is no key 'api_key'; did you mean api_key_env?",
    ONE + '"\\u001b[2J" = 1': r"there is no key '\x1b[2J'",
    "[[server": "the servers are not TOML",
}


@pytest.mark.parametrize("text", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    told = refused(tmp_path, text)
    assert MISTAKES[text] in told.replace("\\\\", "\\")
    assert SECRET not in told


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    assert "the servers are not TOML" in refused(tmp_path, b"\xff\xfe")
    with pytest.raises(FleetError, match="the servers cannot be read"):
        read_servers(tmp_path)
    assert "total_paid is a number" in refused(tmp_path, ONE, total=-5)


@pytest.mark.exhaustive
@pytest.mark.parametrize("key", [key for key in OPTIONS if OPTIONS[key] in BOUNDS])
@pytest.mark.parametrize("where", ["server", "defaults"])
def test_each_number_has_bounds_wherever_it_stands(tmp_path: Path, key: str, where: str) -> None:
    unit, least, most = BOUNDS[OPTIONS[key]]
    for value in (least - 1, most + 1):
        text = f"[defaults]\n{key} = {value}\n{ONE}" if where == "defaults" else f"{ONE}{key} = {value}\n"
        assert f"{OPTIONS[key]} " in (told := refused(tmp_path, text))
        assert f"give {unit} from {least} to {most}" in told


@pytest.mark.exhaustive
@pytest.mark.parametrize("option", FILES)
def test_each_file_is_looked_for_beside_the_file_of_servers(tmp_path: Path, option: str) -> None:
    key = option.strip("-").replace("-", "_")
    assert str(tmp_path / "gone") in refused(tmp_path, f"{ONE}{key} = 'gone'\n")


def test_the_command_tells_a_mistake_before_it_looks_for_a_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "servers.toml"
    file.write_text(ONE)
    fleet = ["fleet", str(file), "--run", "n"]
    assert main([*fleet, "--ledger", "env:NOT_SET_AT_ALL"]) == 2
    assert "is not set or empty" in capsys.readouterr().err
    file.write_text("")
    assert main([*fleet, "--ledger", "postgresql://u:secret@127.0.0.1:1/x"]) == 2
    told = capsys.readouterr().err
    assert "write [[server]]" in told
    assert "secret" not in told
