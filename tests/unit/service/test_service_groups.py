from datetime import timedelta

import pytest

from bot.domain.lock import Lock
from bot.errors import Refused
from bot.service.locks import Locks
from bot.service.pairs import Pairs
from bot.service.performance import Durations, Performance
from bot.state.commands import AddLocks, ChangeBlacklist, LockRequest, ReleaseLocks
from bot.stats.model import Group, ReasonCount
from tests.builders import T0, a_running_bot
from tests.fakes.bot import AnsweringState
from tests.fakes.stats import FixedStats


def a_lock(number=1, **changes):
    values = {"id": number, "pair": "BTC/USDT", "locked_at": T0, "until": T0 + timedelta(hours=1)}
    return Lock(**{**values, **changes})


def test_performance_hands_the_ledgers_groups_on():
    group = Group("BTC/USDT", 1.0, 0.1, 0.1, 1)
    stats = FixedStats(groups=(group,), reasons={"roi": ReasonCount(1, 0, 0)}, held_s=(1.0, None, 2.0))
    performance = Performance(AnsweringState(a_running_bot(closed=stats)))
    assert list(performance.by_pair()) == [group]
    assert list(performance.by_enter_tag("BTC/USDT")) == [group]
    assert list(performance.by_exit_reason()) == [group]
    assert list(performance.by_both_tags("ETH/USDT")) == [group]
    assert stats.asked == [("by_enter_tag", "BTC/USDT"), ("by_exit_reason", None), ("by_both_tags", "ETH/USDT")]
    assert performance.exit_reasons()["roi"].wins == 1
    assert performance.durations() == Durations(1.0, None, 2.0)


def test_locks_that_ended_or_were_released_are_not_current():
    locks = Locks(AnsweringState(a_running_bot(locks=(a_lock(1), a_lock(2, until=T0), a_lock(3, active=False)))))
    assert locks.current_ids() == (1,)


def test_a_new_lock_goes_to_the_bot_and_comes_back():
    state = AnsweringState(a_running_bot())
    request = LockRequest(pair="ETH/USDT", until=T0 + timedelta(minutes=2), reason="news")
    state.answer = lambda command: state.publish(a_running_bot(locks=(a_lock(4, pair="ETH/USDT"),)))
    assert [lock.pair for lock in Locks(state).add([request])] == ["ETH/USDT"]
    assert state.asked == [AddLocks((request,))]


def test_a_lock_that_ends_in_the_past_is_refused_with_the_whole_request():
    state = AnsweringState(a_running_bot())
    good = LockRequest(pair="ETH/USDT", until=T0 + timedelta(minutes=2))
    late = LockRequest(pair="BTC/USDT", until=T0)
    with pytest.raises(Refused, match=r"BTC/USDT would end at 2026-11-01 12:00:00 UTC, which is past"):
        Locks(state).add([good, late])
    assert state.asked == []


def test_no_locks_to_add_asks_nothing():
    state = AnsweringState(a_running_bot(locks=(a_lock(),)))
    assert [lock.id for lock in Locks(state).add([])] == [1]
    assert state.asked == []


def test_locks_are_released_by_id_or_pair():
    state = AnsweringState(a_running_bot())
    Locks(state).release(lock_id=3)
    Locks(state).release(pair="BTC/USDT")
    assert state.asked == [ReleaseLocks(lock_id=3), ReleaseLocks(pair="BTC/USDT")]


def test_releasing_nothing_asks_nothing():
    state = AnsweringState(a_running_bot())
    assert Locks(state).release() == []
    assert state.asked == []


def test_the_whitelist_names_its_methods():
    found = Pairs(AnsweringState(a_running_bot())).whitelist()
    assert (list(found.pairs), list(found.methods)) == (["BTC/USDT"], ["StaticPairList"])


def test_blacklist_changes_report_the_refused_patterns():
    state = AnsweringState(a_running_bot(blacklist=("BNB/.*",)), {"*/[": "Pair */[ is not a valid wildcard."})
    found = Pairs(state).extend_blacklist(["*/["])
    assert found.refusals == {"*/[": "Pair */[ is not a valid wildcard."}
    assert list(found.patterns) == ["BNB/.*"]
    assert state.asked == [ChangeBlacklist(add=("*/[",))]


def test_patterns_are_removed_from_the_blacklist():
    state = AnsweringState(a_running_bot(), {})
    assert Pairs(state).reduce_blacklist(["BNB/.*"]).refusals == {}
    assert state.asked == [ChangeBlacklist(remove=("BNB/.*",))]


def test_an_empty_change_of_the_blacklist_asks_nothing():
    state = AnsweringState(a_running_bot())
    assert Pairs(state).extend_blacklist([]).refusals == {}
    assert Pairs(state).reduce_blacklist([]).refusals == {}
    assert state.asked == []
