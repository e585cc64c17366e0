"""How the words behind a command are read."""

import pytest

from freqtrade_client import UsageError
from freqtrade_client.arguments import parse


@pytest.mark.parametrize(
    ("words", "positional", "named"),
    [
        (["BTC/USDT", "long"], ["BTC/USDT", "long"], {}),
        (["a", "key=value", "b"], ["a", "b"], {"key": "value"}),
        (["reason=a=b"], [], {"reason": "a=b"}),
        (["reason="], [], {"reason": ""}),
        (["--limit", "50"], [], {"limit": "50"}),
        (["--limit=50"], [], {"limit": "50"}),
        (["--limit="], [], {"limit": ""}),
        (["--enter-tag", "mine", "BTC/USDT"], ["BTC/USDT"], {"enter_tag": "mine"}),
        (["--amount", "-5"], [], {"amount": "-5"}),
        (["-5"], ["-5"], {}),
        (["a", "--", "--limit", "b=c"], ["a", "--limit", "b=c"], {}),
    ],
)
def test_words_become_arguments(words, positional, named):
    found = parse(words)
    assert (found.positional, found.named) == (positional, named)


@pytest.mark.parametrize("words", [["--limit"], ["--limit", "--offset", "5"]])
def test_an_option_needs_a_value(words):
    with pytest.raises(UsageError, match="--limit needs a value"):
        parse(words)


def test_an_argument_is_given_once():
    with pytest.raises(UsageError, match="limit is given twice"):
        parse(["limit=5", "--limit", "6"])
