"""The reference bot, started by the rig that stands beside the project; nothing of it is part of Tradepost."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import CLOSED, OPEN, PAIRS, Server, free_port

SETTLE_S = 2


@dataclass(frozen=True)
class Rig:
    """Where the rig and its two Python environments are: ``bot`` has the reference, ``tools`` its helpers."""

    folder: Path
    bot: Path
    tools: Path

    @property
    def missing(self) -> str | None:
        """What is not there."""
        wanted = (self.folder / "make_config.py", self.bot / "bin" / "freqtrade", self.tools / "bin" / "python")
        return next((str(path) for path in wanted if not path.exists()), None)

    @contextlib.contextmanager
    def exchange(self, log: Path) -> Iterator[int]:
        """The rig's stand-in for an exchange; its port."""
        port = free_port()
        with log.open("wb") as out:
            process = subprocess.Popen(
                [self._python, "fakebinance.py", "--port", str(port), "--pairs", "100"],
                cwd=self.folder,
                stdout=out,
                stderr=out,
            )
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SETTLE_S)
                raise RuntimeError(f"the rig's exchange ended, see {log}")
            yield port
        finally:
            process.terminate()
            process.wait(10)

    @property
    def backtesting(self) -> tuple[str, ...]:
        """The reference's command."""
        return str(self.bot / "bin" / "freqtrade"), "backtesting"

    def backtest_config(self, folder: Path, exchange_port: int, span: str) -> Path:
        """A configuration for backtests of twenty pairs, and their candles of five minutes beside it."""
        folder.mkdir(parents=True)
        made = [self._python, "make_config.py", "--userdir", str(folder), "--exchange-port", str(exchange_port)]
        config = folder / "config.json"
        fetch = [self.backtesting[0], "download-data", "-c", str(config), "--timerange", span, "-t", "5m"]
        with (folder / "download.log").open("wb") as log:
            for command in ([*made, "--pairs", "20", "--max-open-trades", "20"], fetch):
                subprocess.run(command, cwd=self.folder, check=True, stdout=log, stderr=log)
        return config

    def server(
        self, folder: Path, exchange_port: int, *options: str, pairs: int = PAIRS, seeded: bool = True
    ) -> Server:
        """The reference with the same number of trades, holding them; without, where it is not ``seeded``."""
        port = free_port()
        folder.mkdir(parents=True)
        ports = ["--exchange-port", str(exchange_port), "--api-port", str(port), "--pairs", str(pairs)]
        config = [self._python, "make_config.py", "--userdir", str(folder), *ports]
        subprocess.run(
            [*config, "--max-open-trades", str(OPEN + 10), "--hold", *options],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        if seeded:
            self._seed(folder)
        command = [str(self.bot / "bin" / "freqtrade"), "trade", "-v", "-c", str(folder / "config.json")]
        return Server("reference", command, folder, port, folder / "bot.log", {})

    def _seed(self, folder: Path) -> None:
        counts = ["--closed", str(CLOSED), "--open", str(OPEN)]
        subprocess.run(
            [str(self.bot / "bin" / "python"), "seed_trades.py", "--db", f"sqlite:///{folder}/trades.sqlite", *counts],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    @property
    def _python(self) -> str:
        return str(self.tools / "bin" / "python")
