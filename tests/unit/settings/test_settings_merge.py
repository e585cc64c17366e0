"""Joining objects."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.settings.merge import all_merged, found, holds, merged, nested

names = st.sampled_from("abc")
trees = st.recursive(
    st.dictionaries(names, st.integers() | st.lists(st.integers())),
    lambda inner: st.dictionaries(names, inner | st.integers()),
    max_leaves=8,
)


@given(trees)
def test_nothing_on_top_changes_nothing(tree: dict[str, Any]) -> None:
    assert merged(tree, {}) == tree
    assert merged({}, tree) == tree
    assert merged(tree, tree) == tree


@given(trees, trees, trees)
def test_later_parts_win_however_the_joining_is_grouped(
    a: dict[str, Any], b: dict[str, Any], c: dict[str, Any]
) -> None:
    result = all_merged([a, b, c])
    assert result == merged(merged(a, b), c)
    assert merged(result, c) == result


@given(trees, trees)
def test_the_parts_are_not_changed(a: dict[str, Any], b: dict[str, Any]) -> None:
    before = repr((a, b))
    merged(a, b)
    assert repr((a, b)) == before


def test_objects_join_and_lists_are_replaced() -> None:
    assert merged({"a": {"x": 1, "y": [1, 2]}}, {"a": {"y": [3]}}) == {"a": {"x": 1, "y": [3]}}


def test_paths_are_found() -> None:
    tree = {"a": {"b": None}, "c": 1}
    assert found(tree, "a.b") is None
    assert holds(tree, "a.b")
    assert not holds(tree, "a.x")
    assert not holds(tree, "c.x")
    assert found(tree, "c.x") is None
    assert nested("a.b", 1) == {"a": {"b": 1}}
