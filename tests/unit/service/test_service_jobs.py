"""Background jobs, with work that the test carries out when it likes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from bot.errors import NotFound, Refused
from bot.service.evaluation import Evaluation, EvaluationRequest, no_evaluation
from bot.service.jobs import KEPT, Job, JobCategory, Jobs, JobStatus
from bot.service.pairs import Whitelist

CHOSEN = Whitelist(("ETH/USDT",), ("StaticPairList",))
REQUEST = EvaluationRequest(pairlists=[{"method": "StaticPairList"}], blacklist=[], stake_currency="USDT")


class Hands:
    """Keeps work until it is to be done."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)

    def work(self) -> None:
        self.waiting.pop(0)()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def jobs(hands: Hands) -> Jobs:
    return Jobs(hands)


def begin(jobs: Jobs, work: Callable[[], object] = lambda: 5) -> Job:
    return jobs.begin(JobCategory.PAIRLIST, work, "busy")


def test_a_job_waits_runs_and_keeps_its_result(jobs: Jobs, hands: Hands) -> None:
    job = begin(jobs)
    assert (job.status, job.is_running, jobs.get(job.id)) == (JobStatus.PENDING, True, job)
    hands.work()
    done = jobs.get(job.id)
    assert (done.status, done.is_running, done.result, done.error) == (JobStatus.SUCCESS, False, 5, None)
    assert list(jobs.all()) == [done]


def test_a_refusal_becomes_the_jobs_error(jobs: Jobs, hands: Hands) -> None:
    def refuse() -> None:
        raise Refused("pairlists[0].number_assets is missing")

    job = begin(jobs, refuse)
    hands.work()
    done = jobs.get(job.id)
    assert (done.status, done.error, done.result) == (
        JobStatus.FAILED,
        "pairlists[0].number_assets is missing",
        None,
    )


def test_a_fault_is_logged_and_not_shown(jobs: Jobs, hands: Hands, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    job = begin(jobs, lambda: 1 / 0)
    hands.work()
    assert jobs.get(job.id).error == "ZeroDivisionError; the log has the details."
    assert "division by zero" in caplog.text


def test_one_of_a_kind_runs_at_a_time(jobs: Jobs, hands: Hands) -> None:
    first = begin(jobs)
    with pytest.raises(Refused, match="busy"):
        begin(jobs)
    assert list(jobs.all()) == [first]
    hands.work()
    assert begin(jobs).id != first.id


def test_only_what_has_ended_is_removed(jobs: Jobs, hands: Hands) -> None:
    job = begin(jobs)
    with pytest.raises(Refused, match=r"Job is still running\."):
        jobs.remove(job.id)
    assert list(jobs.clear()) == [job]
    hands.work()
    assert jobs.remove(job.id).result == 5
    with pytest.raises(NotFound, match=r"Job not found\."):
        jobs.remove(job.id)
    begin(jobs)
    hands.work()
    assert list(jobs.clear()) == []
    assert list(jobs.all()) == []


def test_an_unknown_job_is_not_found(jobs: Jobs) -> None:
    with pytest.raises(NotFound):
        jobs.get("nope")


def test_old_results_make_room(jobs: Jobs, hands: Hands) -> None:
    ids = []
    for _ in range(KEPT + 3):
        ids.append(begin(jobs).id)
        hands.work()
    assert [job.id for job in jobs.all()] == ids[3:]


def test_by_default_work_is_done_in_a_thread_of_its_own() -> None:
    jobs, ended = Jobs(), threading.Event()
    threads: list[str] = []

    def work() -> None:
        threads.append(threading.current_thread().name)
        ended.set()

    begin(jobs, work)
    assert ended.wait(20)
    assert threads == ["job"]


def test_an_evaluation_is_a_job_with_the_chosen_pairs(jobs: Jobs, hands: Hands) -> None:
    asked: list[EvaluationRequest] = []

    def choose(request: EvaluationRequest) -> Whitelist:
        asked.append(request)
        return CHOSEN

    evaluation = Evaluation(jobs, choose)
    job = evaluation.begin(REQUEST)
    with pytest.raises(Refused, match=r"Job not finished yet\."):
        evaluation.ended(job.id)
    with pytest.raises(Refused, match=r"Pairlist evaluation is already running\."):
        evaluation.begin(REQUEST)
    hands.work()
    assert evaluation.ended(job.id).result == CHOSEN
    assert asked == [REQUEST]


def test_without_an_evaluator_the_job_says_so(jobs: Jobs, hands: Hands) -> None:
    job = Evaluation(jobs, no_evaluation).begin(REQUEST)
    hands.work()
    assert jobs.get(job.id).error == "Pairlists can't be evaluated here."
