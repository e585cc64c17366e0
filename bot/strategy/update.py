"""Old names in the text of a strategy file, replaced by today's; everything else stays letter by letter."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from bot.errors import StrategyError
from bot.strategy.legacy import COLUMNS, KEYS, MAPPINGS, METHODS, VALUES

NAMES = METHODS | VALUES | {"sell_reason": "exit_reason", "buy_tag": "enter_tag", "SellType": "ExitType"}
ATTRIBUTES = {"nr_of_successful_buys": "nr_of_successful_entries", "nr_of_successful_sells": "nr_of_successful_exits"}
_BRACES, _WORD = re.compile(r"\{[^{}]*\}"), re.compile(r"[A-Za-z_]\w*")
Edit = tuple[tuple[int, int], tuple[int, int], str]


def updated(text: str) -> str:
    """Raises ``StrategyError`` for a text that is no Python."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise StrategyError(f"The file can't be read as Python: {error}") from error
    lines = text.splitlines(keepends=True)
    for (row, begin), (_, end), new in reversed(list(_edits(tokens))):
        line = lines[row - 1]
        lines[row - 1] = line[:begin] + new + line[end:]
    return "".join(lines)


def _edits(tokens: list[tokenize.TokenInfo]) -> Iterator[Edit]:
    mapping, depth = False, 0
    for token, before, after in zip(tokens, [None, *tokens], [*tokens[1:], None], strict=False):
        if token.type == tokenize.NAME:
            mapping = mapping or (token.string in MAPPINGS and not depth)
            new = _name(token.string, after)
            if new is not None:
                yield token.start, token.end, new
        elif token.type == tokenize.OP and mapping:
            depth += {"{": 1, "}": -1}.get(token.string, 0)
            mapping = depth > 0 or token.string in "=:."
        elif token.type == tokenize.NUMBER and _follows_version(before, tokens, token):
            yield token.start, token.end, "3"
        elif token.type == tokenize.STRING:
            new = _text(token.string, in_mapping=mapping and depth > 0)
            if new != token.string and token.start[0] == token.end[0]:
                yield token.start, token.end, new


def _name(name: str, after: tokenize.TokenInfo | None) -> str | None:
    if name in ("buy", "sell") and after is not None and after.string == "=":
        return None  # a variable of the user's own
    return (NAMES | ATTRIBUTES).get(name)


def _follows_version(
    before: tokenize.TokenInfo | None, tokens: list[tokenize.TokenInfo], token: tokenize.TokenInfo
) -> bool:
    """Whether the number is that of ``INTERFACE_VERSION = 2``."""
    line = [one.string for one in tokens if one.start[0] == token.start[0] and one.start < token.start]
    return before is not None and before.string == "=" and line[:1] == ["INTERFACE_VERSION"] and token.string == "2"


def _text(literal: str, *, in_mapping: bool) -> str:
    """A column, or inside ``order_types`` and its like a key; and names in the braces of an f-string."""
    if "f" in literal[:2].lower() and literal[0] not in "'\"":
        return _BRACES.sub(lambda braces: _WORD.sub(_word, braces[0]), literal)
    quote = literal[-1]
    word = literal.strip(quote)
    words = KEYS if in_mapping else COLUMNS
    return f"{quote}{words[word]}{quote}" if literal == f"{quote}{word}{quote}" and word in words else literal


def _word(found: re.Match[str]) -> str:
    return (NAMES | ATTRIBUTES).get(found[0], found[0])
