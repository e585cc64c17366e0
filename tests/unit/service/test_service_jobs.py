"""Background jobs, with work that the test carries out when it likes."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.domain.job import Job, JobCategory, JobStatus, JobStep
from bot.errors import NotFound, Refused, StorageError
from bot.ports.jobs import Answer, Heard
from bot.service.evaluation import Evaluation, EvaluationRequest
from bot.service.jobs import CANCELLED, ENDED, KEPT, STOPPED, Jobs
from bot.service.pairs import Whitelist
from bot.state.feed import Feed
from tests.builders import T0
from tests.fakes.jobs import Bench, MemoryFiles, MemoryJobs, at_step

REQUEST = EvaluationRequest(pairlists=[{"method": "StaticPairList"}], blacklist=[], stake_currency="USDT")
PAIRLIST, BACKTEST = JobCategory.PAIRLIST, JobCategory.BACKTEST


@pytest.fixture
def bench() -> Bench:
    return Bench(answer=5)


def begin(bench: Bench, category: JobCategory = PAIRLIST) -> Job:
    return bench.jobs.begin(category, "what?", busy="busy")


def done(bench: Bench, category: JobCategory = PAIRLIST) -> Job:
    job = begin(bench, category)
    bench.work()
    return bench.jobs.get(job.id)


def events(bench: Bench) -> list[dict[str, Any]]:
    return [dict(event.data) for event in bench.feed.resume(0).events]


def test_a_job_waits_runs_and_keeps_its_result(bench: Bench) -> None:
    job = begin(bench)
    assert (job.status, job.is_running, bench.jobs.get(job.id)) == (JobStatus.PENDING, True, job)
    bench.wall.advance(seconds=7)
    bench.work()
    ended = bench.jobs.get(job.id)
    assert (ended.status, ended.is_running, ended.error) == (JobStatus.SUCCESS, False, None)
    assert bench.jobs.result(ended) == b"5"
    assert (ended.ended_at - ended.began_at).total_seconds() == 7  # type: ignore[operator]
    assert list(bench.jobs.all()) == [ended] == list(bench.store.all())
    assert bench.questions == ["what?"]


def test_a_large_result_stands_in_a_file(bench: Bench) -> None:
    bench.large = b"[1, 2, 3]"
    job = done(bench)
    assert (job.result, job.has_file, bench.jobs.result(job)) == (None, True, b"[1, 2, 3]")
    bench.jobs.remove(job.id)
    assert bench.files.files == {}
    with pytest.raises(StorageError, match="can't be read"):
        bench.jobs.result(job)


def test_a_refusal_becomes_the_jobs_error(bench: Bench) -> None:
    bench.answer = Refused("pairlists[0].number_assets is missing")
    job = done(bench)
    assert (job.status, job.error) == (JobStatus.FAILED, "pairlists[0].number_assets is missing")
    assert bench.jobs.result(job) is None


def test_a_fault_is_logged_and_not_shown(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    bench.answer = lambda _: 1 / 0
    assert done(bench).error == "ZeroDivisionError; the log has the details."
    assert "division by zero" in caplog.text


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        (PAIRLIST, PAIRLIST, True),
        (PAIRLIST, BACKTEST, False),
        (BACKTEST, JobCategory.DOWNLOAD, False),
        (BACKTEST, JobCategory.LOOKAHEAD, True),
        (JobCategory.RECURSIVE, BACKTEST, True),
        (JobCategory.HYPEROPT, BACKTEST, True),
    ],
)
def test_of_a_lane_one_runs_at_a_time(
    bench: Bench, first: JobCategory, second: JobCategory, *, is_refused: bool
) -> None:
    job = begin(bench, first)
    if is_refused:
        with pytest.raises(Refused, match="busy"):
            begin(bench, second)
        assert list(bench.jobs.all()) == [job]
        bench.work()
    assert begin(bench, second).id != job.id


def test_only_what_has_ended_is_removed(bench: Bench) -> None:
    job = begin(bench)
    with pytest.raises(Refused, match=r"Job is still running\."):
        bench.jobs.remove(job.id)
    assert list(bench.jobs.clear()) == [job]
    bench.work()
    assert bench.jobs.remove(job.id).result == b"5"
    with pytest.raises(NotFound, match=r"Job not found\."):
        bench.jobs.remove(job.id)
    done(bench)
    assert list(bench.jobs.clear()) == []
    assert (list(bench.jobs.all()), bench.store.rows) == ([], {})


def test_an_unknown_job_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        bench.jobs.get("nope")
    job = done(bench)
    with pytest.raises(NotFound):
        bench.jobs.get(job.id, BACKTEST)


def test_old_results_make_room(bench: Bench) -> None:
    ids = [done(bench).id for _ in range(KEPT + 3)]
    assert [job.id for job in bench.jobs.all()] == ids[3:]
    assert bench.store.rows.keys() == set(ids[3:])


def test_what_a_job_tells_is_heard_now_and_then(bench: Bench) -> None:
    heard: list[tuple[int, str | None, int]] = []

    def answer(_: Any) -> int:
        for second, name in ((0.1, "load"), (2, "analyse"), (0.1, "convert"), (5, "simulate")):
            bench.wall.advance(seconds=second)
            bench.jobs._hear(job.id, at_step(name, 3, 4, trades=2))
            known = bench.store.rows[job.id].step
            heard.append((len(events(bench)), known and known.name, bench.store.puts))
        return 1

    bench.answer = answer
    job = begin(bench, BACKTEST)
    bench.work()
    assert heard == [(1, None, 1), (2, None, 1), (2, None, 1), (3, "simulate", 2)]
    assert bench.jobs.get(job.id).step == JobStep("simulate", 3, 4, 2)
    assert [event["status"] for event in events(bench)] == ["pending", "pending", "pending", "success"]
    tasks = {"0": {"progress": 3.0, "total": 4.0, "description": "analyse"}}
    assert events(bench)[1] == {
        "job_id": job.id,
        "job_category": "backtest",
        "status": "pending",
        "running": True,
        "progress": None,
        "progress_tasks": tasks,
        "error": None,
    }


def test_a_job_is_cancelled_while_it_runs(bench: Bench) -> None:
    job = begin(bench)
    assert bench.jobs.cancel(job.id) == job
    bench.work()
    assert bench.jobs.get(job.id).error == CANCELLED
    with pytest.raises(Refused, match=r"Job is not running\."):
        bench.jobs.cancel(job.id)
    with pytest.raises(NotFound):
        bench.jobs.cancel("nope")


def test_what_a_failed_job_had_found_is_kept(bench: Bench) -> None:
    bench.tells = [Heard(found=b'{"epochs": 3}'), at_step("epoch", 3, 10)]
    bench.answer = lambda _: (_ for _ in ()).throw(Refused(str(bench.jobs.found(job.id))))
    job = begin(bench, JobCategory.HYPEROPT)
    bench.work()
    ended = bench.jobs.get(job.id)
    assert ended.error == "b'{\"epochs\": 3}'"
    assert bench.jobs.result(ended) == b'{"epochs": 3}'
    assert bench.jobs.found(job.id) is None


def test_dropped_jobs_stay_listed_without_their_result(bench: Bench) -> None:
    bench.large = b"[]"
    job = done(bench, BACKTEST)
    assert bench.jobs.newest(BACKTEST) == job
    bench.jobs.drop(BACKTEST)
    assert bench.jobs.newest(BACKTEST) is None
    (left,) = bench.jobs.all()
    assert (left.id, left.is_dropped, bench.files.files) == (job.id, True, {})
    assert bench.store.rows[job.id].is_dropped


def a_later_server(bench: Bench, **alive: Any) -> Jobs:
    files = MemoryFiles("later-server", bench.files.files, **alive)
    jobs = Jobs(bench, bench.store, files, wall=bench.wall, feed=Feed())
    jobs.start()
    return jobs


def test_jobs_are_known_after_a_restart_and_what_ran_has_ended(bench: Bench) -> None:
    ended, running = done(bench), begin(bench, BACKTEST)
    later = a_later_server(bench)
    assert later.get(ended.id) == ended
    left = later.get(running.id)
    assert (left.status, left.error, left.ended_at) == (JobStatus.FAILED, ENDED, T0)
    assert bench.store.rows[running.id] == left


def test_what_another_server_runs_is_left_alone(bench: Bench) -> None:
    running = begin(bench)
    later = a_later_server(bench, alive={bench.files.server})
    assert list(later.all()) == []
    assert bench.store.rows[running.id].is_running


def test_a_server_that_stops_ends_its_jobs_and_begins_none(bench: Bench) -> None:
    bench.jobs.start()
    job = begin(bench)
    stopping = threading.Thread(target=bench.jobs.stop)
    stopping.start()
    while not bench.reasons:
        threading.Event().wait(0.001)
    bench.work()
    stopping.join(20)
    assert (bench.jobs.get(job.id).error, bench.files.is_started) == (STOPPED, False)
    with pytest.raises(Refused, match="stopping"):
        begin(bench)


def test_without_its_rows_a_job_is_done_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(answer=5, store=MemoryJobs(fail=StorageError("The disk is full.")))
    bench.jobs.start()
    job = done(bench)
    assert bench.jobs.result(job) == b"5"
    bench.jobs.remove(job.id)
    assert caplog.text.count("The disk is full.") == 4


def test_by_default_work_is_done_in_a_thread_of_its_own() -> None:
    threads: list[str] = []

    class Shop(Bench):
        def work(self, *_: Any) -> Answer:
            threads.append(threading.current_thread().name)
            ended.set()
            return Answer(b"1")

    ended = threading.Event()
    jobs = Jobs(Shop(), MemoryJobs(), MemoryFiles(), wall=ManualClock(T0), feed=Feed())
    jobs.begin(PAIRLIST, 1, busy="busy")
    assert ended.wait(20)
    assert threads == ["job"]


def test_an_evaluation_is_a_job_with_the_chosen_pairs(bench: Bench) -> None:
    bench.answer = Whitelist(("ETH/USDT",), ("StaticPairList",))
    evaluation = Evaluation(bench.jobs)
    job = evaluation.begin(REQUEST)
    with pytest.raises(Refused, match=r"Job not finished yet\."):
        evaluation.ended(job.id)
    with pytest.raises(Refused, match=r"Pairlist evaluation is already running\."):
        evaluation.begin(REQUEST)
    bench.work()
    assert evaluation.ended(job.id)[1] == Whitelist(["ETH/USDT"], ["StaticPairList"])
    assert bench.questions == [REQUEST]


def test_an_evaluation_on_an_exchange_that_is_none_is_refused(bench: Bench) -> None:
    with pytest.raises(Refused, match=r"'nowhere' is not known"):
        Evaluation(bench.jobs).begin(replace(REQUEST, exchange="nowhere"))
