"""Every difference from the recorded replies that is meant, and why. Nothing else may differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STATUS: Mapping[int, int] = {422: 400, 502: 400, 500: 400}
"""The recorded bot calls input that can't be understood and refusals of its engine by other numbers.

Clients read ``detail`` and ``error``, and tell refusals from a bot that is away by their status: 500 is "offline".
"""


@dataclass(frozen=True, slots=True)
class Meant:
    """``status`` is ours, ``words`` stand in our ``error``, ``shape`` lists the differences of a good reply.

    ``is_own_text``: the same refusal, for the same field, in our words.
    """

    why: str
    status: int | None = None
    words: str = ""
    shape: tuple[str, ...] = ()
    is_own_text: bool = False


RATIOS = Meant("ratios, as they are typed", shape=("$.minimal_roi[]: int expected, float given",))
WHILE_TRADING = Meant("looks at files and lists, so it works beside a trading bot too", 200)
WRONG = Meant("nobody is told which part of the credentials is wrong", words="Unauthorized")
NO_TOKEN = Meant("a Bearer without a token is a wrong token", words="Could not validate credentials")
MEANT: Mapping[str, Meant] = {
    "DELETE_trades-id-open-order__never-filled": Meant("done as asked: the trade's last state is shown", 200),
    "DELETE_trades-id-open-order__unknown": Meant("what does not exist is not found", 404),
    "DELETE_trades-id__unknown": Meant("what does not exist is not found", 404),
    "POST_trades-id-reload__unknown": Meant("what does not exist is not found", 404),
    "GET_health__no-bot": Meant("no bot is no fault of the call", 503, "Bot is not in the correct state."),
    "GET_health": Meant("why the bot's thread ended", shape=("$.failure: unknown",)),
    "trade/GET_show-config": RATIOS,
    "GET_show-config__stopped": RATIOS,
    "GET_pair-candles__limit-minus-5": Meant("a limit below zero can't be meant", 400, is_own_text=True),
    "GET_logs__negative-limit": Meant("a limit below zero can't be meant", 400, "limit"),
    "GET_trade-id__huge-number": Meant("larger than any number of a trade", words="Input should be a valid integer"),
    "GET_trades__huge-offset": Meant(
        "larger than any list", words="Input should be less than or equal to 9007199254740992"
    ),
    "GET_trades__huge-limit": Meant("a page has its limit; clients page on until total_trades", 400, "limit"),
    "POST_forceenter__long-tag": Meant("refused instead of cut", 400, "length <= 255"),
    "POST_forceenter__infinite-price": Meant("refused before the bot is asked", words="Number out of range"),
    "POST_forceenter__bad-json-no-auth": Meant("who asks is known before a body is read", 401, "Unauthorized"),
    "POST_forceenter__negative-price": Meant("refused before the bot is asked", words="Input should be greater than 0"),
    "POST_forceenter__negative-stake": Meant("refused before the bot is asked", words="Input should be greater than 0"),
    "GET_available-pairs__wrong-mode": WHILE_TRADING,
    "GET_background__wrong-mode": WHILE_TRADING,
    "GET_backtest__wrong-mode": WHILE_TRADING,
    "GET_exchanges__wrong-mode": WHILE_TRADING,
    "GET_backtest__failed": Meant("one that failed at once is in the state error, not one that never began"),
    "GET_freqaimodels": Meant("there are none, and the reply says why", 200),
    "POST_backtest__already-running": Meant("said in our error, without the path of another", 400, "already running"),
    "GET_pairlists-available__wrong-mode": WHILE_TRADING,
    "GET_strategies__wrong-mode": WHILE_TRADING,
    "GET_version__auth-bad-base64": WRONG,
    "GET_version__basic-no-colon": WRONG,
    "GET_version__basic-non-ascii": WRONG,
    "GET_version__auth-bare-bearer": NO_TOKEN,
    "GET_no-such-page__ui-fallback": Meant("without an installed interface there is one page, at /", 404, "Not Found"),
    "OPTIONS_version__cors-preflight": Meant("answered without the headers that would allow it, for any origin", 200),
    "GET_available-pairs__bad-candletype": Meant("names what is allowed", is_own_text=True),
    "POST_forceenter__bad-json": Meant("where the text breaks", is_own_text=True),
    "POST_forceenter__bad-ordertype": Meant("names what is allowed", is_own_text=True),
    "POST_blacklist__invalid-body": Meant("names the type that is expected", is_own_text=True),
    "POST_locks__not-a-list": Meant("names the type that is expected", is_own_text=True),
    "GET_pair-history__bad-timerange": Meant("says what is allowed", is_own_text=True),
    "GET_pair-history__missing-fields": Meant("one field at a time", is_own_text=True),
}


def meant_of(mode: str, name: str) -> Meant:
    """What is meant for a sample; an empty one where nothing is."""
    return MEANT.get(f"{mode}/{name}") or MEANT.get(name) or Meant("")
