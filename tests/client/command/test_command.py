"""The shell command: options from the spec, one result, exit codes that mean something, and nothing paid twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from video_generations_client.contract import contract
from video_generations_client.testing import ContractServer, Outcome
from video_generations_client.testing.tasks import REASON, VIDEO

from tests.client.command.conftest import CREATE, QUICK, Run


def test_a_create_prints_the_id_of_its_task(server: ContractServer, run: Run) -> None:
    code, out, err = run(*CREATE)
    (task_id,) = server._tasks
    assert (code, out) == (0, f"{task_id}\n")
    assert err == f"task {task_id} has started\n"
    assert json.loads(run("get", task_id, "--json")[1])["task_id"] == task_id


def test_every_field_of_the_spec_is_an_option(server: ContractServer, run: Run) -> None:
    image = ["--images", "https://i.example/1.png", "https://i.example/2.png", "--images", "AAAA"]
    fields = ["--aspect-ratio", "9:16", "--duration", "25", "--hd", "--no-watermark", "--private", *image]
    hook = [
        "--notify_hook",
        "https://h.example/",
        "--character-url",
        "https://c.example/",
        "--character-timestamps",
        "1,3",
    ]
    code, _, err = run("create", "--model", "sora-2-pro", "--prompt", "p", *fields, *hook, "--extra", "x_level=5")
    assert code == 0, err
    assert "warning: `hd` has no effect" in err
    (sent,) = server.created
    assert sent == {
        "model": "sora-2-pro",
        "prompt": "p",
        "aspect_ratio": "9:16",
        "duration": "25",
        "hd": True,
        "watermark": False,
        "private": True,
        "images": ["https://i.example/1.png", "https://i.example/2.png", "AAAA"],
        "notify_hook": "https://h.example/",
        "character_url": "https://c.example/",
        "character_timestamps": "1,3",
        "x_level": 5,
    }
    _, told, _ = run("create", "--help")
    missing = [name for name in (contract().create.request or {})["properties"] if f"--{name}" not in told]
    assert missing == []


def test_what_is_wrong_is_told_by_its_clause_and_not_sent(server: ContractServer, run: Run) -> None:
    wrong = [
        (["create", "--prompt", "p"], "model-required"),
        ([*CREATE, "--duration", "25"], "duration-25-needs-pro"),
        ([*CREATE, "--duration", "12"], "duration-enum"),
        ([*CREATE, "--duratoin", "10"], "unrecognized"),
        ([*CREATE, "--priv"], "unrecognized"),
        ([*CREATE, "--extra", "x_level"], "NAME=JSON"),
        ([*CREATE, "--interval", "-1", "--wait"], "interval must be a number"),
        ([*CREATE, "--download", "/none/out.mp4"], "There is no folder"),
        ([*CREATE, "--once", ""], "once must be a name"),
        ([*CREATE, "--base-url", "http://h.example/v2"], "holds"),
    ]
    for arguments, says in wrong:
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert says in err
        assert err.startswith("error: ")
        assert len(err.splitlines()) == 1, err
    assert server.requests == []
    code, out, _ = run(*CREATE, "--duration", "25", "--json")
    assert json.loads(out)["error"]["type"] == "InvalidRequest"


def test_a_video_is_waited_for_and_fetched(server: ContractServer, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    code, out, err = run(*CREATE, "--download", str(path), *QUICK)
    assert (code, out) == (0, f"{path}\n")
    assert path.read_bytes() == VIDEO
    assert err.splitlines()[1:] == ["NOT_START 0%", "SUCCESS 100%", "fetched 100%"]
    code, out, _ = run(*CREATE, "--wait", *QUICK)
    assert out.endswith(".mp4\n")
    assert out.startswith(server.url)
    code, out, _ = run("wait", next(iter(server._tasks)), "--download", str(path), "--json", *QUICK)
    found = json.loads(out)
    assert found["path"] == str(path)
    assert found["status"] == "SUCCESS"


OUTCOMES: dict[Outcome, tuple[int, str]] = {
    "failure": (5, "TaskFailed"),
    "stuck": (6, "WaitTimedOut"),
    "refused": (1, "InvalidRequest"),
    "crash": (4, "OutcomeUnknown"),
    "no-answer": (4, "OutcomeUnknown"),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_has_its_exit_code(outcome: Outcome, server: ContractServer, run: Run) -> None:
    server.next(outcome)
    code, out, err = run(*CREATE, "--wait", *QUICK, "--wait-timeout", "0.1", "--json")
    found = json.loads(out)
    assert (code, found["error"]["type"]) == OUTCOMES[outcome]
    assert "error: " in err
    if outcome == "failure":
        assert found["fail_reason"] == REASON
    if code in (5, 6):
        assert found["task_id"] in server._tasks


def test_a_server_or_journal_that_is_not_there_has_received_nothing(
    server: ContractServer, run: Run, slept: list[float]
) -> None:
    assert run(*CREATE, "--base-url", "http://127.0.0.1:9")[0] == 3
    assert run(*CREATE, "--once", "n", "--journal", "/none/jobs.sqlite")[0] == 3
    assert server.requests == []


def test_a_user_without_a_home_is_told_what_to_give(
    server: ContractServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "~nobody-of-this-name/state")
    code, _, said = run(*CREATE, "--once", "n")
    assert (code, len(said.splitlines())) == (3, 1)
    assert "there is no home: give --journal" in said
    assert run(*CREATE)[0] == 0
    assert len(server.created) == 1


def test_to_read_a_task_makes_no_journal(server: ContractServer, run: Run, tmp_path: Path) -> None:
    assert run("get", run(*CREATE)[1].strip())[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_a_name_is_paid_once_and_seen_in_the_journal(server: ContractServer, run: Run, tmp_path: Path) -> None:
    first = run(*CREATE, "--once", "scene-14")
    assert run(*CREATE, "--once", "scene-14") == first
    assert run("create", "--model", "sora-2", "--prompt", "Another", "--once", "scene-14")[0] == 2
    assert len(server.created) == 1
    assert (tmp_path / "state" / "video-generations" / "jobs.sqlite").stat().st_mode & 0o077 == 0
    assert run("journal", "unfinished")[1] == f"scene-14\tstarted\t{first[1]}"
    run(*CREATE, "--once", "scene-14", "--wait", *QUICK)
    assert run("journal", "unfinished")[1] == ""
    second = run(*CREATE, "--once", "scene-16")[1].strip()
    assert run("get", second)[0] == run("wait", second, *QUICK)[0] == 0
    assert run("journal", "unfinished")[1] == "", "the end is noted without --journal, too"
    run("journal", "forget", "scene-16")
    server.next("crash")
    assert [run(*CREATE, "--once", "scene-15")[0] for _ in range(2)] == [4, 4]
    assert [row["name"] for row in json.loads(run("journal", "unknown", "--json")[1])] == ["scene-15"]
    assert run("journal", "resolve", "scene-15", "t-found")[0] == 0
    assert run(*CREATE, "--once", "scene-15")[1] == "t-found\n"
    assert run("journal", "forget", "scene-15")[0] == 0
    assert run("journal", "forget", "scene-15") == (3, "", run("journal", "forget", "scene-15")[2])
    assert len(server.created) == 3
    assert len(run("journal", "list")[1].splitlines()) == 1
