"""Arguments as users of older tools write them."""

from __future__ import annotations

import pytest

from bot.cli.arguments import usual


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("list-pairs --base BTC ETH -1", "list-pairs --base BTC --base ETH -1"),
        ("list-pairs --base BTC --quote EUR USDT", "list-pairs --base BTC --quote EUR --quote USDT"),
        ("show-trades --trade-ids 1 2 3", "show-trades --trade-ids 1 --trade-ids 2 --trade-ids 3"),
        ("show-trades --trade-ids 1 --trade-ids 2", "show-trades --trade-ids 1 --trade-ids 2"),
        ("list-pairs --base=BTC -a", "list-pairs --base=BTC -a"),
        ("trade -c a.json -c b.json", "trade -c a.json -c b.json"),
        ("doctor --no-color -c a.json", "--no-color doctor -c a.json"),
        ("trade -V", "-V trade"),
        ("doctor -- -V", "doctor -- -V"),
        ("", ""),
    ],
)
def test_arguments_are_read_as_they_are_meant(given: str, read: str) -> None:
    assert usual(given.split()) == read.split()
