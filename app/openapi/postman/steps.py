"""What the requests send, and their order: what others need comes first, what takes something away comes last.

A call that is not named here is made too, with the defaults of the document. It comes between the two, and where it
takes input it may answer with any status that the document has for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OK = (200,)
NOTHING_YET = (200, 404)
MAYBE_RUNNING = (200, 400)
MAYBE_NO_CANDLES = (200, 400, 404, 503)
FOLDERS_FIRST = ("login", "system", "page", "pairs", "candles", "trading", "trades")
FOLDERS_LAST = ("locks", "control")
PATH_VARIABLES: Mapping[str, str] = {
    "trade_id": "{{tradeId}}",
    "lock_id": "{{lockId}}",
    "session_id": "{{sessionId}}",
    "name": "{{strategy}}",
    "jobid": "{{jobId}}",
    "strategy": "{{strategy}}",
    "file": "backtest-result-2026-01-01_00-00-00",
}
COMMON_INPUT: Mapping[str, str] = {
    "pair": "{{pair}}",
    "timeframe": "{{timeframe}}",
    "strategy": "{{strategy}}",
    "timerange": "20260101-20260102",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call: ``query`` and ``body`` are sent, ``statuses`` are good ones, ``before`` and ``after`` are scripts."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    statuses: tuple[int, ...] = OK
    before: str = ""
    after: str = ""


FIND_FREE_PAIR = """\
const call = (path) => ({
  url: pm.variables.replaceIn(`{{baseUrl}}/api/v1/${path}`),
  header: {Authorization: pm.variables.replaceIn('Bearer {{accessToken}}')},
});
pm.sendRequest(call('status'), (_, status) => {
  const held = status.json().map((trade) => trade.pair);
  pm.sendRequest(call('whitelist'), (_, found) => {
    const free = found.json().whitelist.filter((pair) => !held.includes(pair));
    pm.collectionVariables.set('pair', free[0]);
    pm.collectionVariables.set('otherPair', free[1]);
  });
});"""
FIND_LOW_PRICE = """\
const candles = pm.variables.replaceIn('pair={{otherPair}}&timeframe={{timeframe}}&limit=1');
pm.sendRequest({
  url: pm.variables.replaceIn(`{{baseUrl}}/api/v1/pair_candles?${candles}`),
  header: {Authorization: pm.variables.replaceIn('Bearer {{accessToken}}')},
}, (_, found) => {
  const {columns, data} = found.json();
  pm.collectionVariables.set('lowPrice', data[0][columns.indexOf('close')] * 0.9);
});"""
KEEP_TOKENS = """\
pm.collectionVariables.set('accessToken', pm.response.json().access_token);
pm.collectionVariables.set('refreshToken', pm.response.json().refresh_token);
pm.collectionVariables.set('loggedInAt', Date.now());"""
KEEP_TRADE = """\
const trade = pm.response.json();
pm.collectionVariables.set('tradeId', trade.trade_id);
pm.collectionVariables.set('highPrice', trade.open_rate * 1.2);"""
KEEP_LOCKS = """\
const locks = pm.response.json().locks.filter((lock) => lock.reason === 'postman');
pm.collectionVariables.set('lockId', locks[0].id);
pm.collectionVariables.set('otherLockId', locks[1].id);"""
KEEP_CONFIG = """\
const {strategy, timeframe, stake_currency} = pm.response.json();
pm.collectionVariables.set('strategy', strategy);
pm.collectionVariables.set('stakeCurrency', stake_currency);
pm.collectionVariables.set('timeframe', timeframe);"""
START_AGAIN = """\
// After a reload the bot may still be starting: ask again, but not for ever.
const tries = Number(pm.collectionVariables.get('startTries')) + 1;
const isStarting = pm.response.code === 503 && tries < 30;
pm.collectionVariables.set('startTries', isStarting ? tries : 0);
if (isStarting) {
  setTimeout(() => pm.execution.setNextRequest(pm.info.requestId), 1000);
} else {
  pm.test('the bot trades again', () => pm.response.to.have.status(200));
}"""


def keep(variable: str, value: str) -> str:
    """A script that keeps a value of the reply for the requests that follow."""
    return f"pm.collectionVariables.set('{variable}', pm.response.json(){value});"


A_LOCK = {"pair": "{{pair}}", "until": "2099-01-01T16:00:00Z", "side": "*", "reason": "postman"}
FIRST: Mapping[str, Step] = {
    "post_token_login": Step(after=KEEP_TOKENS),
    "post_token_refresh": Step(after=keep("accessToken", ".access_token")),
    "post_session_login": Step(body={"username": "{{user}}", "password": "{{password}}"}),
    "get_sessions": Step(after=keep("sessionId", ".sessions[0].id")),
    "get_show_config": Step(after=KEEP_CONFIG),
    "get_logs": Step(query={"limit": "50"}),
    "get_whitelist": Step(after=keep("pair", ".whitelist[0]")),
    "post_blacklist": Step(body={"blacklist": ["POSTMAN/USDT"]}),
    "get_pair_candles": Step(query={"limit": "50"}),
    "post_pair_candles": Step(
        body={"pair": "{{pair}}", "timeframe": "{{timeframe}}", "limit": 50, "columns": ["date", "close"]}
    ),
    "post_forceenter": Step(
        body={"pair": "{{pair}}", "side": "long", "ordertype": "market", "entry_tag": "postman"},
        before=FIND_FREE_PAIR,
        after=KEEP_TRADE,
    ),
    "post_forcebuy": Step(
        body={"pair": "{{otherPair}}", "ordertype": "limit", "price": "{{lowPrice}}", "entry_tag": "postman"},
        before=FIND_LOW_PRICE,
        after=keep("waitingTradeId", ".trade_id"),
    ),
    "post_trades_trade_id_reload": Step(),
    "get_trade_trade_id": Step(),
    "get_trades_trade_id_custom_data": Step(statuses=NOTHING_YET),
    "get_trades_open_custom_data": Step(statuses=NOTHING_YET),
    "get_strategy_name": Step(),
    "get_pair_history": Step(statuses=MAYBE_NO_CANDLES),
    "post_pair_history": Step(
        body={
            "pair": "{{pair}}",
            "timeframe": "{{timeframe}}",
            "timerange": "20260101-20260102",
            "strategy": "{{strategy}}",
        },
        statuses=MAYBE_NO_CANDLES,
    ),
    "post_backtest": Step(
        body={"strategy": "{{strategy}}", "enable_protections": False, "timerange": "20260101-20260102"},
        statuses=MAYBE_RUNNING,
    ),
    "get_backtest": Step(),
    "get_backtest_abort": Step(),
    "post_lookahead_analysis": Step(body={"strategy": "{{strategy}}"}, statuses=MAYBE_RUNNING),
    "post_recursive_analysis": Step(
        body={"strategy": "{{strategy}}", "startup_candle": [100, 200]}, statuses=MAYBE_RUNNING
    ),
    "post_hyperopt": Step(body={"strategy": "{{strategy}}", "epochs": 2}, statuses=MAYBE_RUNNING),
    "post_download_data": Step(
        body={"pairs": ["{{pair}}"], "timeframes": ["{{timeframe}}"], "days": 1}, statuses=MAYBE_RUNNING
    ),
    "post_pairlists_evaluate": Step(
        body={"pairlists": [{"method": "StaticPairList"}], "blacklist": [], "stake_currency": "{{stakeCurrency}}"},
        after=keep("jobId", ".job_id"),
    ),
    "get_pairlists_evaluate_jobid": Step(statuses=MAYBE_RUNNING),
    "get_background_jobid": Step(),
    "post_locks": Step(body=[A_LOCK, {**A_LOCK, "pair": "{{otherPair}}"}], after=KEEP_LOCKS),
}
LAST: Mapping[str, Step] = {
    "delete_sessions_session_id": Step(),
    "post_session_logout": Step(),
    "delete_backtest": Step(),
    "delete_backtest_history_file": Step(statuses=NOTHING_YET),
    "delete_background_jobid": Step(statuses=MAYBE_RUNNING),
    "delete_background_clear": Step(),
    "delete_blacklist": Step(query={"pairs_to_delete": "POSTMAN/USDT"}),
    "post_forceexit": Step(body={"tradeid": "{{tradeId}}", "ordertype": "limit", "price": "{{highPrice}}"}),
    "delete_trades_trade_id_open_order": Step(),
    "post_forcesell": Step(body={"tradeid": "{{tradeId}}", "ordertype": "market"}),
    "delete_trades_trade_id": Step(),
    "delete_locks_lock_id": Step(),
    "post_locks_delete": Step(body={"lockid": "{{otherLockId}}"}),
    "post_pause": Step(),
    "post_stopentry": Step(),
    "post_stopbuy": Step(),
    "post_stop": Step(),
    "post_reload_config": Step(),
    "post_start": Step(statuses=(200, 503), after=START_AGAIN),
}
STEPS: Mapping[str, Step] = {**FIRST, **LAST}
OWN_PATHS: Mapping[str, Mapping[str, str]] = {"delete_trades_trade_id": {"trade_id": "{{waitingTradeId}}"}}


def place(name: str) -> int:
    """Where the call stands in its folder; calls of the same place keep the order of the document."""
    if name in LAST:
        return len(FIRST) + 1 + list(LAST).index(name)
    return list(FIRST).index(name) if name in FIRST else len(FIRST)


def folder_place(tag: str) -> int:
    """Where the folder stands in the collection."""
    if tag in FOLDERS_LAST:
        return len(FOLDERS_FIRST) + 1 + FOLDERS_LAST.index(tag)
    return FOLDERS_FIRST.index(tag) if tag in FOLDERS_FIRST else len(FOLDERS_FIRST)
