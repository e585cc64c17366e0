from datetime import timedelta
from pathlib import Path

import pytest

from bot import __version__
from bot.clock import ManualClock
from bot.domain.enums import RunMode
from bot.errors import BotBusy, WrongMode
from bot.runtime.nothing import PassingReplies
from bot.service.build import build_services
from bot.service.system import MachineLoad, System
from bot.settings.model import Internals
from tests.builders import T0, a_running_bot, a_snapshot, some_settings
from tests.fakes.bot import AnsweringState
from tests.fakes.jobs import Bench, no_answer
from tests.fakes.reader import FakeReader


class Ring:
    def records(self, limit):
        return ["first", "second"][-limit:] if limit else ["first", "second"]


class NoFiles:
    def list(self):
        return []


def a_system(snapshot=None, wall=None):
    return System(AnsweringState(snapshot or a_running_bot()), Ring(), wall or ManualClock(T0))


def some_services(snapshot, wall):
    return build_services(
        AnsweringState(snapshot),
        FakeReader(),
        log_ring=Ring(),
        wall=wall,
        strategy_finder=list,
        candle_files=NoFiles(),
        pairlist_catalog=list,
        replies=PassingReplies(),
        ask=no_answer,
        jobs=Bench().jobs,
        results=Path("/nowhere"),
    )


def test_the_version_is_tradeposts():
    assert a_system().version == __version__


def test_the_last_log_records_are_returned():
    assert a_system().logs(1) == ["second"]
    assert a_system().logs(None) == ["first", "second"]


def test_the_machine_is_measured_at_most_once_a_second():
    wall = ManualClock(T0)
    system = a_system(wall=wall)
    first = system.machine()
    assert system.machine() is first
    wall.advance(seconds=2)
    assert system.machine() is not first


def test_the_measured_load_is_in_percent():
    load = a_system().machine()
    assert load.core_pct
    assert all(0 <= pct <= 100 for pct in load.core_pct)
    assert 0 < load.memory_pct < 100


def test_the_mean_load_of_no_cores_is_zero():
    assert MachineLoad([], (0.0, 0.0, 0.0), 1.0).mean_pct == 0.0
    assert MachineLoad([10.0, 30.0], (0.0, 0.0, 0.0), 1.0).mean_pct == 20.0


def test_health_shows_signs_of_life_and_the_failure():
    health = a_system(a_running_bot(last_pass_at=T0, failure="disk full")).health()
    assert (health.last_pass_at, health.failure) == (T0, "disk full")


def test_a_starting_bot_has_health():
    assert a_system(a_snapshot()).health().last_pass_at is None


def test_without_a_bot_there_is_no_health():
    with pytest.raises(WrongMode):
        a_system(a_snapshot(runmode=RunMode.WEBSERVER)).health()


def test_a_picture_older_than_three_passes_is_stale():
    wall = ManualClock(T0)
    services = some_services(a_running_bot(settings=some_settings(internals=Internals(process_throttle_s=5.0))), wall)
    wall.advance(seconds=15)
    assert (services.snapshot_age_s(), services.is_stale) == (15.0, False)
    wall.advance(seconds=1)
    assert services.is_stale


def test_long_passes_go_stale_later():
    wall = ManualClock(T0)
    services = some_services(a_running_bot(last_pass_s=60.0), wall)
    wall.advance(seconds=100)
    assert not services.is_stale


def test_without_a_bot_nothing_goes_stale():
    wall = ManualClock(T0 + timedelta(days=1))
    assert not some_services(a_snapshot(runmode=RunMode.WEBSERVER), wall).is_stale


def test_services_show_the_settings_in_force():
    services = some_services(a_running_bot(), ManualClock(T0))
    assert services.settings.stake_currency == "USDT"
    assert services.access is services.settings.api
    assert services.snapshot().whitelist == ("BTC/USDT",)
    assert services.feed.last_seq == 0


def test_a_bot_is_required_where_it_is_needed():
    some_services(a_running_bot(), ManualClock(T0)).require_bot()
    with pytest.raises(BotBusy):
        some_services(a_snapshot(), ManualClock(T0)).require_bot()
