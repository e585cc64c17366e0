"""Jobs in real child processes: they tell how far they are, keep within limits, and leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.domain.job import JobStep
from bot.errors import Refused, StrategyError
from bot.ports.jobs import Answer, Heard
from bot.runtime import child_main
from bot.runtime.child import ChildWorkshop, child_environment
from bot.runtime.frames import Done, Unpacker, packed
from bot.runtime.job_folder import JobFolder
from bot.runtime.telling import Teller
from bot.settings.model import JobSettings
from bot.settings.start import start_environment
from tests.runtime.errands import Errand, Kind

WAIT_S = 60.0


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a child needs to know; its answers come from the tests' own module."""
    folder = tmp_path_factory.mktemp("user")
    file = folder / "config.json"
    api = {"enabled": True, "username": "u", "password": "a-long-password-of-a-test"}
    file.write_text(json.dumps({"user_data_dir": str(folder), "api_server": api}))
    return {**child_environment(), **start_environment([file], {}, "webserver")}


@pytest.fixture
def work(environ: dict[str, str], tmp_path: Path) -> Callable[..., Answer]:
    """Has an errand run."""

    def run(errand: Errand, hear: Callable[[Heard], None] = lambda _: None, **settings: Any) -> Answer:
        shop = ChildWorkshop(environ, JobSettings(**settings), main="tests.runtime.errands")
        return shop.work("a-job", errand, tmp_path / "result.json", hear)

    return run


def is_alive(pid: int) -> bool:
    """Whether the process does anything; nobody may have asked yet how one ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(probe: Callable[[], Any]) -> Any:
    """The first answer that says something."""
    pause, end = threading.Event(), time.monotonic() + WAIT_S
    while time.monotonic() < end:
        answer = probe()
        if answer:
            return answer
        pause.wait(0.01)
    raise AssertionError("it did not happen")


def test_a_job_tells_its_steps_and_gives_its_answer(work: Callable[..., Answer]) -> None:
    heard: list[Heard] = []
    assert work(Errand(Kind.STEPS), heard.append) == Answer(b'{"a":[1,null]}')
    assert heard == [Heard(JobStep("load", 0.0, 4.0)), Heard(JobStep("load", 4.0, 4.0, 2)), Heard(found=b"[1]")]


def test_a_long_answer_is_a_file(work: Callable[..., Answer], tmp_path: Path) -> None:
    assert work(Errand(Kind.LONG)) == Answer(has_file=True)
    assert len(json.loads((tmp_path / "result.json").read_bytes())["text"]) == 100_000


@pytest.mark.parametrize(
    ("kind", "settings", "error", "words"),
    [
        (Kind.REFUSE, {}, StrategyError, "no such strategy"),
        (Kind.CRASH, {}, Refused, "ended without an answer"),
        (Kind.KILLED, {}, Refused, "killed by the system"),
        (Kind.ORPHANING, {}, Refused, "ended without an answer"),
        (Kind.ENDLESS, {"time_limit_s": 0.5}, Refused, r"took more than 0\.5 s and was ended \(jobs\.time_limit\)"),
        (Kind.GREEDY, {"memory_limit_mb": 150}, Refused, "ended for memory: .* limit of 150 MB"),
        (Kind.IMPOSSIBLE, {}, Refused, "ended for memory"),
    ],
)
def test_a_job_that_goes_wrong_says_why(
    work: Callable[..., Answer], kind: Kind, settings: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        work(Errand(kind), **settings)


def test_jobs_let_others_go_first(work: Callable[..., Answer]) -> None:
    assert work(Errand(Kind.NICE), nice=7) == Answer(str(os.nice(0) + 7).encode())


@pytest.mark.parametrize(("limit", "has"), [(1, 1), (None, len(os.sched_getaffinity(0)))])
def test_a_job_keeps_to_its_processors(work: Callable[..., Answer], limit: int | None, has: int) -> None:
    assert work(Errand(Kind.CPUS), cpu_limit=limit) == Answer(str(has).encode())


@pytest.mark.parametrize("kind", [Kind.ENDLESS, Kind.STUBBORN, Kind.FAMILY])
def test_a_job_is_ended_with_all_its_processes(environ: dict[str, str], tmp_path: Path, kind: Kind) -> None:
    shop = ChildWorkshop(environ, JobSettings(), main="tests.runtime.errands")
    errors: list[str] = []

    def run() -> None:
        with pytest.raises(Refused) as caught:
            shop.work("a-job", Errand(kind, tmp_path), tmp_path / "result.json", lambda _: None)
        errors.append(str(caught.value))

    thread = threading.Thread(target=run)
    thread.start()
    pids = until(lambda: pids_in(tmp_path))
    shop.end("a-job", "Stop requested")
    thread.join(WAIT_S)
    assert errors == ["Stop requested"]
    until(lambda: not any(is_alive(pid) for pid in pids))


def test_what_is_ended_before_it_begins_does_not_run(environ: dict[str, str], tmp_path: Path) -> None:
    shop = ChildWorkshop(environ, JobSettings(), main="tests.runtime.errands")
    shop.end("a-job", "Stop requested")
    with pytest.raises(Refused, match="Stop requested"):
        shop.work("a-job", Errand(Kind.ENDLESS, tmp_path), tmp_path / "result.json", lambda _: None)


@pytest.mark.parametrize("kind", [Kind.BUSY, Kind.FAMILY])
def test_a_killed_server_leaves_no_job_behind(environ: dict[str, str], tmp_path: Path, kind: Kind) -> None:
    code = (
        "from pathlib import Path; from bot.runtime.child import ChildWorkshop; import os\n"
        "from bot.settings.model import JobSettings; from tests.runtime.errands import Errand, Kind\n"
        f"shop = ChildWorkshop(os.environ, JobSettings(), main='tests.runtime.errands')\n"
        f"folder = Path({str(tmp_path)!r})\n"
        f"shop.work('a-job', Errand(Kind({kind.value!r}), folder), folder / 'result.json', lambda _: None)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], env=environ) as server:
        pids = until(lambda: pids_in(tmp_path))
        assert all(is_alive(pid) for pid in pids)
        server.send_signal(signal.SIGKILL)
    until(lambda: not any(is_alive(pid) for pid in pids))


def pids_in(folder: Path) -> list[int]:
    """The processes that an errand named, once it named all."""
    file = folder / "pids"
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def test_a_child_whose_server_is_gone_already_ends_at_once() -> None:
    code = "import os; from bot.runtime.child_main import die_with_parent; die_with_parent(0); print('alive')"
    reading, writing = os.pipe()
    os.close(writing)
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdin=reading,
        capture_output=True,
        check=False,
        env=child_environment(),
        start_new_session=True,
    )
    os.close(reading)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")


def test_messages_may_arrive_in_pieces() -> None:
    unpacker = Unpacker()
    travelling = packed(Done(1)) + packed(Heard(found=b"x"))
    arrived = [message for byte in travelling for message in unpacker.feed(bytes([byte]))]
    assert arrived == [Done(1), Heard(found=b"x")]


def test_a_teller_is_silent_within_a_step() -> None:
    heard: list[Heard] = []
    teller = Teller(heard.append)
    teller.done(3)
    teller.step("simulate", 1000)
    for units in range(1001):
        teller.done(units, trades=units // 100)
    assert len(heard) < 20
    assert (heard[0].step, heard[-1].step) == (JobStep("simulate", 0.0, 1000), JobStep("simulate", 1000, 1000, 10))


def test_a_servers_sign_of_life_ends_with_it(tmp_path: Path) -> None:
    first, second = JobFolder(tmp_path), JobFolder(tmp_path)
    first.start()
    second.start()
    assert first.is_alive(first.server)
    assert second.is_alive(first.server)
    assert not second.is_alive("nobody")
    first.stop()
    assert not second.is_alive(first.server)
    second.stop()
    assert list((tmp_path / "jobs").iterdir()) == []


def test_the_sign_of_a_killed_server_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "dead.lock").touch()
    folder = JobFolder(tmp_path)
    folder.start()
    assert not folder.is_alive("dead")
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [f"{folder.server}.lock"]
    folder.stop()


def test_results_are_read_and_removed(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path)
    folder.start()
    folder.path("a").write_bytes(b"1")
    assert folder.read("a") == b"1"
    folder.remove("a")
    folder.remove("a")
    assert not folder.path("a").exists()
    folder.stop()


def test_small_answers_need_no_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "result.json"
    assert child_main.as_json({"a": 1}, path) == Answer(b'{"a":1}')
    assert not path.parent.exists()
    assert child_main.as_json(b"x" * 40_000, path) == Answer(has_file=True)
    assert path.read_bytes() == b"x" * 40_000
