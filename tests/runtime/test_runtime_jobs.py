"""Jobs of a server, from its start to the next one's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.enums import RunMode
from bot.domain.job import JobStatus
from bot.domain.market_data import DownloadRequest
from bot.runtime import Runtime, build_runtime
from bot.settings.start import settings_from_environment, start_environment
from tests.fakes.config import ON_A_HOST, write_config


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Runtime]:
    """A server without a bot, as its program would build it."""

    def start(**changes: Any) -> Runtime:
        config = {"user_data_dir": str(tmp_path / "user"), "exchange": {"name": "simulated", "sim": {"pairs": 3}}}
        file = write_config(tmp_path, **{**config, **changes})
        environ = {**ON_A_HOST, **start_environment([file], {}, RunMode.WEBSERVER)}
        for name, value in environ.items():  # children read what their parent read
            monkeypatch.setenv(name, value)
        settings = settings_from_environment(environ)
        runtime = build_runtime(settings, reload=lambda: settings, on_fatal=lambda _: None)
        runtime.start()
        return runtime

    return start


def done(runtime: Runtime) -> str:
    """Have a download done; its job's id."""
    request = DownloadRequest(pairs=("BTC/USDT",), timeframes=("1h",), days=1)
    job = runtime.services.downloads.begin(request)
    pause, end = threading.Event(), time.monotonic() + 60
    while runtime.services.jobs.get(job.id).is_running:
        assert time.monotonic() < end
        pause.wait(0.02)
    ended = runtime.services.jobs.get(job.id)
    assert (ended.status, ended.error) == (JobStatus.SUCCESS, None)
    return job.id


def test_jobs_are_known_to_the_next_server(serve: Callable[..., Runtime]) -> None:
    first = serve()
    job_id = done(first)
    first.stop()
    second = serve()
    assert second.services.jobs.get(job_id).status is JobStatus.SUCCESS
    assert b"BTC/USDT" in (second.services.jobs.result(second.services.jobs.get(job_id)) or b"")
    second.stop()


def test_a_server_without_a_database_works_and_says_so(
    serve: Callable[..., Runtime], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    (tmp_path / "file").write_text("")
    runtime = serve(db_url=f"sqlite:///{tmp_path}/file/trades.sqlite")
    assert "Jobs are known until this server ends, as there is no database for them" in caplog.text
    done(runtime)
    runtime.stop()


def test_without_a_place_for_files_jobs_are_done_all_the_same(
    serve: Callable[..., Runtime], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "jobs").write_text("not a folder")
    runtime = serve()
    assert "jobs can't be written" in caplog.text
    done(runtime)
    runtime.stop()
