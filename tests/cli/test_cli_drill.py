"""``tradepost drill``."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_a_drill_ends_with_its_verdict(run: Run) -> None:
    ended = run("drill", "--orders", "40", "--crashes", "4", "--seed", "3")
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == "lost 0, doubled 0, difference 0"
    assert "crashes in all" in ended.out


def test_more_crashes_than_orders_are_refused(run: Run) -> None:
    ended = run("drill", "--orders", "4", "--crashes", "5")
    assert (ended.code, ended.out) == (2, "")
    assert "--crashes is 5" in ended.err
