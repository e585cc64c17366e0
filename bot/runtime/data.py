"""Market data on disk: downloads, checks and repairs for commands and for jobs in child processes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.clock import SystemClock
from bot.data.check import Findings, examined
from bot.data.download import Downloader
from bot.data.pairs import chosen_pairs
from bot.data.plan import FUTURES_TYPES, checked, wanted
from bot.data.repair import Repairer
from bot.data.resample import converted
from bot.data.retries import Pause
from bot.data.trades import TradeDownloader
from bot.domain.enums import TradingMode
from bot.domain.market_data import DownloadRequest, DownloadSummary
from bot.errors import ConfigError, Refused, StorageError
from bot.ports import MarketData
from bot.ports.progress import Progress
from bot.runtime.market import open_market
from bot.settings.exchange_names import real_exchanges
from bot.settings.model import MADE_UP, ExchangeSettings, Settings
from bot.storage.candle_files import CandleFiles
from bot.storage.candle_formats import layout_faults, read_candles, write_candles
from bot.storage.data_names import StoredFile
from bot.storage.folder_lock import only_writer
from bot.storage.trade_files import TradeFiles

MARGIN_MODES = ("", "isolated", "cross")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a file; after a repair ``fetched`` candles of the exchange, and why there are not more."""

    file: StoredFile
    findings: Findings
    fetched: int = 0
    is_written: bool = False
    error: str = ""


def download(
    settings: Settings, request: DownloadRequest, progress: Progress, *, pause: Pause = time.sleep
) -> DownloadSummary:
    """Download what ``request`` asks for into the exchange's data folder.

    An error of one file stands in the summary and does not end the others. Raises ``ConfigError``, ``Refused`` or
    ``ExchangeError`` where nothing can be begun. Run again it goes on from what is stored. ``progress`` counts files.
    """
    checked(request)
    chosen = for_exchange(settings, request.exchange)
    is_futures = is_futures_mode(settings, request.trading_mode, request.margin_mode)
    with only_writer(chosen.datadir), open_market(chosen, swaps=is_futures) as market:
        pairs, skipped = chosen_pairs(request.pairs, market.markets(), include_inactive=request.include_inactive)
        if not pairs:
            reasons = "; ".join(f"{pair}: {why}" for pair, why in skipped.items()) or "no pairs are given"
            raise Refused(f"There is nothing to download from {market.name}: {reasons}.")
        loading = _Loading(chosen, market, request, progress, pause, is_futures=is_futures)
        found = loading.trades(pairs) if request.download_trades else loading.candles(pairs)
    return DownloadSummary(tuple(found.files), skipped)


def for_exchange(settings: Settings, name: str | None) -> Settings:
    """The settings for another exchange: its own data folder, and neither keys nor options of the configured one.

    Raises ``ConfigError`` for a name that is none.
    """
    if name is None or name.lower() == settings.exchange.name:
        return settings
    if name.lower() not in (*MADE_UP, *real_exchanges()):
        allowed = "a name that `tradepost list-exchanges -a` lists"
        message = f"There is no exchange '{name}'; allowed: {allowed}."
        raise ConfigError(message, key="exchange", value=name, allowed=allowed)
    other = ExchangeSettings(name=name.lower(), sim=settings.exchange.sim)
    return replace(settings, exchange=other, datadir=settings.user_data_dir / "data" / other.name)


def is_futures_mode(settings: Settings, trading_mode: str | None, margin_mode: str | None = None) -> bool:
    """Whether data of perpetual futures is meant; raises ``ConfigError`` for a mode that is none."""
    mode = trading_mode or settings.trading_mode
    _one_of("trading_mode", mode, tuple(TradingMode))
    _one_of("margin_mode", margin_mode or "", MARGIN_MODES)
    return mode == TradingMode.FUTURES


def check_files(
    files: Sequence[StoredFile], progress: Progress, *, repairer: Repairer | None = None
) -> Iterator[Checked]:
    """What is wrong with each file; with a ``repairer`` what can be mended is, and the file is replaced as a whole."""
    progress.step("Checking files", float(len(files)))
    for number, file in enumerate(files, start=1):
        yield _checked(file, progress, repairer)
        if repairer is None:
            progress.done(float(number))


class _Loading:
    """One download: its exchange, its files."""

    def __init__(
        self,
        settings: Settings,
        market: MarketData,
        request: DownloadRequest,
        progress: Progress,
        pause: Pause,
        *,
        is_futures: bool,
    ) -> None:
        self._market = market
        self._request = request
        self._progress = progress
        self._pause = pause
        self._is_futures = is_futures
        self._candles = CandleFiles(settings.datadir, request.format_candles or settings.data_format)
        self._trades = TradeFiles(settings.datadir, request.format_trades or settings.trades_format)

    def candles(self, pairs: Sequence[str]) -> DownloadSummary:
        loader = Downloader(self._market, self._candles, SystemClock(), self._pause)
        files = wanted(self._request, pairs, is_futures=self._is_futures)
        return DownloadSummary(tuple(loader.run(self._request, files, self._progress)))

    def trades(self, pairs: Sequence[str]) -> DownloadSummary:
        """The trades, and the candles made of them where that is asked for."""
        known = self._market.markets()
        request = self._request
        loader = TradeDownloader(self._market, self._trades, SystemClock(), self._pause)
        done = loader.run(request, pairs, self._progress)
        if not request.convert_trades:
            return DownloadSummary(tuple(done))
        kind = FUTURES_TYPES[0] if self._is_futures else "spot"
        for pair in (pair for pair in pairs if pair in known):
            done += converted(pair, self._trades, self._candles, request.timeframes, kind, erase=request.erase)
        return DownloadSummary(tuple(done))


def _checked(file: StoredFile, progress: Progress, repairer: Repairer | None) -> Checked:
    try:
        stored = read_candles(file.path, file.candle_type)
        faults = layout_faults(file.path, file.candle_type)
        findings = replace(examined(stored, file.timeframe, file.candle_type), layout=tuple(faults))
        if repairer is None or findings.is_sound:
            return Checked(file, findings)
        done = repairer.repaired(stored, file.pair, file.timeframe, file.candle_type, progress)
        write_candles(done.candles, file.path, file.data_format, file.candle_type)
        return Checked(file, done.left, done.fetched, is_written=True, error=done.error)
    except StorageError as error:
        return Checked(file, Findings(problem=str(error)))


def _one_of(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        words = ", ".join(filter(None, allowed))
        raise ConfigError(f"{name} is {value}; allowed: {words}.", key=name, value=value, allowed=words)
