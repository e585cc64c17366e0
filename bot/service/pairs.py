"""Whitelist and blacklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.service.picture import bot_picture
from bot.state.commands import ChangeBlacklist
from bot.state.shared import SharedState


@dataclass(frozen=True, slots=True)
class Whitelist:
    """The pairs that are traded, and the names of the methods that chose them."""

    pairs: Sequence[str]
    methods: Sequence[str]


@dataclass(frozen=True, slots=True)
class Blacklist:
    """Patterns, the pairs they match, and why patterns of a change were refused."""

    patterns: Sequence[str]
    expanded: Sequence[str]
    methods: Sequence[str]
    refusals: Mapping[str, str] = field(default_factory=dict)


class Pairs:
    """Reads come from the picture, changes go to the bot."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def whitelist(self) -> Whitelist:
        """The pairs the bot trades now."""
        snapshot = bot_picture(self._state)
        return Whitelist(snapshot.whitelist, snapshot.pairlist_methods)

    def blacklist(self, refusals: Mapping[str, str] | None = None) -> Blacklist:
        """The patterns of pairs that the bot never enters."""
        snapshot = bot_picture(self._state)
        return Blacklist(
            snapshot.blacklist, snapshot.blacklist_expanded, snapshot.pairlist_methods, dict(refusals or {})
        )

    def extend_blacklist(self, patterns: Sequence[str]) -> Blacklist:
        """Add patterns; those that are wrong or there already come back with the reason."""
        bot_picture(self._state)
        return self.blacklist(self._state.ask(ChangeBlacklist(add=tuple(patterns))) if patterns else {})

    def reduce_blacklist(self, patterns: Sequence[str]) -> Blacklist:
        """Remove patterns; unknown ones come back with the reason."""
        bot_picture(self._state)
        return self.blacklist(self._state.ask(ChangeBlacklist(remove=tuple(patterns))) if patterns else {})
