"""Which pairs a command about data is for, where its options do not say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import rapidjson

from bot.errors import ConfigError

USUAL_NAME = "pairs.json"
_MODE = rapidjson.PM_COMMENTS | rapidjson.PM_TRAILING_COMMAS


def wanted_pairs(datadir: Path, given: Sequence[str], file: Path | None, whitelist: Sequence[str]) -> tuple[str, ...]:
    """The given ones, else those of ``file``, of the config's own ``whitelist`` or of ``pairs.json`` in ``datadir``.

    Raises ``ConfigError`` where there are none, or for a file that can't be read.
    """
    if given:
        return tuple(dict.fromkeys(given))
    if file is not None:
        return _read(file)
    if whitelist:
        return tuple(whitelist)
    usual = datadir / USUAL_NAME
    if usual.is_file():
        return _read(usual)
    allowed = f"--pairs, --pairs-file, exchange.pair_whitelist in the config, or {usual}"
    raise ConfigError(f"No pairs are given; allowed: {allowed}.", key="pairs", allowed=allowed)


def _read(file: Path) -> tuple[str, ...]:
    allowed = 'a file with a list such as ["BTC/USDT", "ETH/USDT"]'
    try:
        found = rapidjson.loads(file.read_text(encoding="utf-8"), parse_mode=_MODE)
    except (OSError, ValueError) as error:
        message = f"The file of pairs {file} can't be read: {error}; allowed: {allowed}."
        raise ConfigError(message, key="pairs_file", value=str(file), allowed=allowed) from None
    if not isinstance(found, list) or not found or not all(isinstance(pair, str) for pair in found):
        message = f"The file of pairs {file} holds no list of pairs; allowed: {allowed}."
        raise ConfigError(message, key="pairs_file", value=str(file), allowed=allowed)
    return tuple(dict.fromkeys(found))
