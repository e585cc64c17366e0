"""One pair's failure must not keep the bot from looking after the others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import AccountError, BotError, StorageBusy, StorageError

log = logging.getLogger(__name__)


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Log what goes wrong inside and go on, except where disk or account fail for good: then nothing may be traded.

    The broad ``except`` is the border to strategies' code, which may raise anything.
    """
    try:
        yield
    except StorageBusy as error:
        log.warning("%s: %s", what, error)
    except (StorageError, AccountError):
        raise
    except BotError as error:
        log.warning("%s: %s", what, error)
    except Exception:
        log.exception("%s failed; the bot goes on with the next one.", what)
