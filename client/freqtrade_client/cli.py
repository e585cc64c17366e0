"""The program ``freqtrade-client``."""

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from freqtrade_client import arguments, catalogue
from freqtrade_client.client import FtRestClient
from freqtrade_client.errors import RETURNABLE, ClientError, ConnectionFailed, TimedOut, UnknownCommand, UsageError
from freqtrade_client.options import Options, read_options
from freqtrade_client.settings import find_target

EXIT_CODES = {UsageError: 2, ConnectionFailed: 3, TimedOut: 4}
EXIT_OTHER_ERROR = 1
EXIT_INTERRUPTED = 130

log = logging.getLogger("ft_rest_client")


def main(argv: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """The answer goes to stdout, all messages to stderr; returns the exit code."""
    options = read_options(argv)
    with log_on_stderr():
        try:
            return execute(options, environment)
        except ClientError as failure:
            return report(failure, options)
        except KeyboardInterrupt:
            return EXIT_INTERRUPTED


def execute(options: Options, environment: Mapping[str, str]) -> int:
    if options.show or options.words[:1] in (("show",), ("help",)):
        write(catalogue.listing())
    else:
        write_json(ask(options, environment), options)
    return 0


def ask(options: Options, environment: Mapping[str, str]) -> Any:
    """Send the command, and come back with the answer of the server."""
    target = find_target(config=options.config, url=options.url, username=options.username, environment=environment)
    if not options.words:
        raise UnknownCommand("No command given.")
    name, *words = options.words
    with FtRestClient(
        target.url,
        target.username,
        target.password,
        timeout=options.timeout,
        retries=options.retries,
        raise_errors=True,
    ) as client:
        return catalogue.run(client, name, arguments.parse(words))


def report(failure: ClientError, options: Options) -> int:
    """Say what went wrong; what the server sent as JSON is still printed, for scripts that read it."""
    log.log(failure.level, "%s", failure)
    if isinstance(failure, RETURNABLE):
        write_json(failure.answer, options)
    if isinstance(failure, UnknownCommand):
        write(catalogue.listing())
    return next((code for kind, code in EXIT_CODES.items() if isinstance(failure, kind)), EXIT_OTHER_ERROR)


def write_json(answer: Any, options: Options) -> None:
    write(json.dumps(answer, indent=2 if options.pretty else None))


def write(text: str) -> None:
    sys.stdout.write(f"{text}\n")


@contextmanager
def log_on_stderr() -> Iterator[None]:
    """For the time of one command: whoever imports this module keeps their own logging."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s - %(name)s - %(levelname)s - %(message)s"))
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
