"""The log: one line format, secrets masked everywhere, the newest records kept in memory.

A record is masked in place before a handler sees it, tracebacks included, so that no handler can print a secret.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.config import dictConfig
from logging.handlers import RotatingFileHandler, SysLogHandler
from pathlib import Path
from typing import Any, Protocol

from bot.errors import ConfigError

FORMAT = "%(asctime)s - %(name)s - %(levelname)s - %(message)s"
RING_LIMIT, RING_KEPT = 1000, 500
LOGFILE_BYTES, LOGFILE_COUNT = 10_000_000, 10
MIN_MASKED = 4  # masking a shorter secret would blacken half the log
MASK = "***"
_VALUE = r"[^\s\"'&,;)}\]]+"
_PATTERNS = (
    re.compile(rf"((?:token|password|secret|secret_key|api_?key)[\"']?\s*[=:]\s*[\"']?){_VALUE}", re.IGNORECASE),
    re.compile(rf"(authorization[\"']?\s*[=:]\s*[\"']?(?:(?:bearer|basic|digest)\s+)?){_VALUE}", re.IGNORECASE),
    re.compile(r"(\b(?:bearer|basic)\s+)[\w.~+/-]{16,}=*", re.IGNORECASE),
    re.compile(r"(://[^/\s:@]+:)[^@\s/]+(?=@)"),  # the password in a database's address
)
_HTTP = ("asyncio", "flask_cors", "flask_limiter", "requests", "urllib3", "websockets", "werkzeug")
_STORAGE = ("alembic", "sqlalchemy")
_EXCHANGE = ("ccxt",)
_APPRISE = "apprise"
_CONSOLE, _LOGFILE = "tradepost console", "tradepost logfile"


class LogSettings(Protocol):
    """What the log needs to know; ``bot.settings.model.Settings`` has it."""

    @property
    def verbosity(self) -> int: ...

    @property
    def logfile(self) -> str | None: ...

    @property
    def log_config(self) -> Mapping[str, Any] | None: ...

    @property
    def notices(self) -> tuple[str, ...]: ...

    def secrets(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class LogLine:
    """One record as clients read it; ``message`` includes the traceback."""

    at: datetime
    logger: str
    level: str
    message: str


class RingHandler(logging.Handler):
    """Keeps the newest records; when a thousand are there, the older half is forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[LogLine] = []
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Called by ``logging`` under this handler's lock."""
        at = datetime.fromtimestamp(record.created, UTC)
        self._lines.append(LogLine(at, record.name, record.levelname, self.format(record)))
        if len(self._lines) >= RING_LIMIT:
            self._lines = self._lines[-RING_KEPT:]

    def records(self, limit: int | None) -> Sequence[LogLine]:
        """The last ``limit`` records, oldest first; all of them with ``None`` or 0. From any thread."""
        lines = self._lines
        return tuple(lines[-limit:] if limit else lines)


class MaskFilter(logging.Filter):
    """Replaces secrets in a record by stars; lets every record pass."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = frozenset(text for text in secrets if len(text) >= MIN_MASKED)
        known = sorted(self._secrets, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def joined(self, secrets: Iterable[str]) -> MaskFilter:
        """A filter that knows these secrets too."""
        return MaskFilter((*self._secrets, *secrets))

    def masked(self, text: str) -> str:
        """``text`` without secrets."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<1>{MASK}", text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask message, traceback and stack in place: every later handler gets the masked record."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = f"{record.msg} {record.args}"  # a wrong format string must not end in a printed secret
        record.msg, record.args = self.masked(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text, record.exc_info = self.masked(record.exc_text), None
        if record.stack_info:
            record.stack_info = self.masked(record.stack_info)
        return True


def setup_logging(settings: LogSettings) -> RingHandler:
    """Log as ``settings`` say; returns the ring. Calling it again, as after a reload, replaces the former set-up.

    The settings' notices are logged the first time. Raises ``ConfigError`` where a log can't be written.
    """
    ring = find_ring()
    is_first = ring is None
    ring = ring or RingHandler()
    _drop_own_handlers()
    if settings.log_config is None:
        _add(_console())
    else:
        _apply(settings.log_config)
    if settings.logfile:
        _add(_file_handler(settings.logfile))
    logging.getLogger().addHandler(ring)
    _set_levels(settings.verbosity, keep_root=settings.log_config is not None)
    _mask_everywhere(MaskFilter(settings.secrets()))
    for notice in settings.notices if is_first else ():
        logging.getLogger("bot.settings").warning("%s", notice)
    return ring


def mask_more(secrets: Iterable[str]) -> None:
    """Mask these too wherever secrets are masked: a configuration read again may hold new ones."""
    new = tuple(secrets)
    for handler in _all_handlers():
        handler.filters = [kept.joined(new) if isinstance(kept, MaskFilter) else kept for kept in handler.filters]


def find_ring() -> RingHandler | None:
    """The ring that ``setup_logging`` installed."""
    return next((handler for handler in logging.getLogger().handlers if isinstance(handler, RingHandler)), None)


def _console() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.name = _CONSOLE
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


def _file_handler(logfile: str) -> logging.Handler:
    """A rotating file, or the system log for ``syslog`` and ``syslog:ADDRESS``."""
    kind, _, address = logfile.partition(":")
    try:
        if kind == "journald":
            raise ConfigError(_journald(), key="logfile", value=logfile, allowed="a file or syslog[:address]")
        handler = _syslog(address) if kind == "syslog" else _rotating(Path(logfile))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"logfile is {logfile}, which can't be written: {error}.", key="logfile", value=logfile
        ) from None
    handler.name = _LOGFILE
    return handler


def _rotating(file: Path) -> logging.Handler:
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=LOGFILE_BYTES, backupCount=LOGFILE_COUNT, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler


def _syslog(address: str) -> logging.Handler:
    host, colon, port = address.rpartition(":")
    target: str | tuple[str, int] = (host, int(port)) if colon else address or "/dev/log"
    handler = SysLogHandler(address=target)
    handler.setFormatter(logging.Formatter("%(name)s - %(levelname)s - %(message)s"))
    return handler


def _journald() -> str:
    return "logfile is journald; allowed: a file or syslog[:address]. systemd keeps a service's standard error anyway."


def _apply(log_config: Mapping[str, Any]) -> None:
    try:
        dictConfig({"version": 1, "disable_existing_loggers": False, **log_config})
    except (ValueError, TypeError, AttributeError, ImportError) as error:
        reason = error.__cause__ or error
        raise ConfigError(
            f"log_config is no valid logging configuration: {error}: {reason}.", key="log_config"
        ) from None


def _set_levels(verbosity: int, *, keep_root: bool) -> None:
    """-v: everything of the bot; -vv: HTTP and database too; -vvv: the exchange library too."""
    if not keep_root:
        logging.getLogger().setLevel(logging.DEBUG if verbosity else logging.INFO)
    for name in _HTTP:
        logging.getLogger(name).setLevel(logging.DEBUG if verbosity > 1 else logging.INFO)
    # one line per attempt would fill the log while a service is down; the bot tells of losses itself
    logging.getLogger(_APPRISE).setLevel(logging.DEBUG if verbosity > 1 else logging.CRITICAL)
    for name in _STORAGE:
        logging.getLogger(name).setLevel(logging.INFO if verbosity > 1 else logging.WARNING)
    for name in _EXCHANGE:
        logging.getLogger(name).setLevel(logging.DEBUG if verbosity > 2 else logging.INFO)


def _add(handler: logging.Handler) -> None:
    logging.getLogger().addHandler(handler)


def _drop_own_handlers() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.name in (_CONSOLE, _LOGFILE):
            root.removeHandler(handler)
            handler.close()


def _mask_everywhere(mask: MaskFilter) -> None:
    for handler in _all_handlers():
        handler.filters = [kept for kept in handler.filters if not isinstance(kept, MaskFilter)]
        handler.addFilter(mask)


def _all_handlers() -> Iterator[logging.Handler]:
    loggers = (logging.getLogger(), *logging.getLogger().manager.loggerDict.values())
    for logger in loggers:
        if isinstance(logger, logging.Logger):
            yield from logger.handlers
