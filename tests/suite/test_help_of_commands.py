"""Every subcommand says how it is called, and which exit codes it has."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from clausewise.bundled import DEFAULT_SPEC
from clausewise.cli import COMMANDS, client_options, main


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_names_the_command_and_its_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main([command, "--help"])
    except SystemExit as ended:  # argparse ends by itself
        code = int(ended.code or 0)
    told = " ".join(capsys.readouterr().out.split())
    assert code == 0
    assert told.startswith(f"usage: clausewise {command} ")
    assert "xit code" in told


@pytest.mark.parametrize(
    ("in_checkout", "command"), [(True, "python -m scripts.regenerate"), (False, "clausewise regenerate")]
)
def test_the_command_that_mends_a_client_is_one_that_is_there(
    in_checkout: bool,  # noqa: FBT001 - a parameter of the test
    command: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An installed wheel has no scripts."""
    monkeypatch.setattr(client_options, "IN_CHECKOUT", in_checkout)
    monkeypatch.delenv("TOX_ENV_NAME", raising=False)
    given = argparse.Namespace(spec=Path("a.yaml"), output=Path("client"))
    assert client_options.repeated(given) == f"{command} --spec a.yaml --output client"


@pytest.mark.parametrize("environment", ["regenerate", "check-drift"])
def test_the_command_that_mends_a_client_goes_by_tox_where_tox_has_found_it(
    environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever follows the README has tox, and no Python in which this package is installed."""
    monkeypatch.setenv("TOX_ENV_NAME", environment)
    given = argparse.Namespace(spec=DEFAULT_SPEC, output=client_options.OUTPUT)
    assert client_options.repeated(given) == "tox run -e regenerate"
    given = argparse.Namespace(spec=Path("a.yaml"), output=Path("client"))
    assert client_options.repeated(given) == "tox run -e regenerate -- --spec a.yaml --output client"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--max-pai", "3"], "unrecognized arguments: --max-pai 3; did you mean --max-paid? "),
        (["--xyzzy"], "unrecognized arguments: --xyzzy; "),
        (["--max-paid", "x"], "argument --max-paid: invalid int value: 'x'; "),
        (["--strength=4"], "argument --strength: invalid choice: 4 (choose from 1, 2, 3); "),
        (["--junit-xml"], "argument --junitxml/--junit-xml: expected one argument; "),
    ],
)
def test_a_wrong_option_of_the_suite_is_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 4
    assert capsys.readouterr().err.rstrip() == f"ERROR: {told}`clausewise check --help` lists the options"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mock", "--port", "x"], "argument --port: invalid port value: 'x'"),
        (["mock", "--port", "65536"], "argument --port: 65536: give a port from 1 to 65535, or 0 for a free one"),
        (
            ["mock", "--allow-notify", "https://hooks.example.com"],
            "argument --allow-notify: https://hooks.example.com: give a host without scheme, port and path, "
            "as hooks.example.com",
        ),
        (["lint", "a.yaml", "b.yaml"], "unrecognized arguments: b.yaml"),
        (["diff", "a", "b", "--format", "c"], "argument --format: invalid choice: 'c' (choose from {})"),
        (["merge"], "the following arguments are required: REPORT"),
    ],
)
def test_a_wrong_option_of_a_command_is_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    command = f"clausewise {arguments[0]}"
    assert len(said.splitlines()) == 1
    assert said.startswith(f"{command}: {told.partition('{')[0]}")
    assert said.endswith(f"; `{command} --help` lists the options\n")


@pytest.mark.parametrize("value", [None, "", "two\nlines"])
def test_a_mock_server_starts_with_a_key_that_requests_can_carry_alone(
    value: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a variable that is not set, not even the name is shown: it may be the key."""
    if value is not None:
        monkeypatch.setenv("sk-a-key", value)
    assert main(["mock", "--port", "0", "--api-key-env", "sk-a-key"]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert ("sk-a-key" in said) is (value is not None)


def test_a_client_that_was_never_made_is_no_long_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "--output", str(tmp_path / "client")]) == 4
    assert capsys.readouterr().out.splitlines()[0] == f"stale: there is no folder {tmp_path / 'client'}"


@pytest.mark.parametrize(("source", "told"), [("", "is a folder"), ("nowhere", "is no file here, nor a ref of git")])
def test_a_spec_that_is_not_there_is_named_as_it_was_given(
    source: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = source or str(tmp_path)
    assert main(["diff", given, str(DEFAULT_SPEC)]) == 2
    assert capsys.readouterr().err.startswith(f"{given} {told}")
