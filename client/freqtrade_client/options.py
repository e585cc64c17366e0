"""The options of the command line itself."""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass

from freqtrade_client.settings import DEFAULT_CONFIG, ENVIRONMENT_PREFIX
from freqtrade_client.transport import Timeout
from freqtrade_client.version import VERSION

EXIT_CODES_HELP = f"""\
exit codes: 0 done; 1 the server refused or answered nonsense; 2 wrong command, arguments or configuration;
3 no connection; 4 no answer in time

environment: {ENVIRONMENT_PREFIX}URL, {ENVIRONMENT_PREFIX}USERNAME, {ENVIRONMENT_PREFIX}PASSWORD"""


@dataclass(frozen=True, slots=True)
class Options:
    """``words`` are the command and its arguments, in the order they were typed."""

    config: str | None
    url: str | None
    username: str | None
    timeout: Timeout
    retries: int
    show: bool
    pretty: bool
    words: tuple[str, ...]


def read_options(argv: Sequence[str] | None) -> Options:
    """Our own options may stand anywhere; all else is left to the command. Ends the program if they are wrong.

    argparse knows no positional arguments here: it would tear ``--limit 50`` apart.
    """
    own, words = parser().parse_known_args(argv)
    return Options(**vars(own), words=tuple(words))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="freqtrade-client",
        usage="freqtrade-client [options] command [value | key=value | --key value ...]",
        description="Send one command to a trading bot and print its answer as JSON.",
        epilog=EXIT_CODES_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("-V", "--version", action="version", version=f"%(prog)s {VERSION}")
    made.add_argument("-c", "--config", metavar="PATH", help=f"configuration file (default: {DEFAULT_CONFIG})")
    made.add_argument("--url", help="address of the server, instead of the one in the configuration file")
    made.add_argument("--username", metavar="NAME", help="who logs in, instead of who the configuration file says")
    made.add_argument(
        "--timeout", metavar="S[,S]", type=seconds, default=10.0, help="to wait, or to connect and to wait"
    )
    made.add_argument("--retries", metavar="N", type=count, default=3, help="for reads; other commands go out once")
    made.add_argument("--show", action="store_true", help="list the commands")
    made.add_argument("--pretty", action="store_true", help="print the answer on many lines")
    return made


def seconds(text: str) -> Timeout:
    """One number for everything, or two for connecting and reading."""
    values = [float(part) for part in text.split(",")]
    if len(values) > 2 or not all(0 < value < math.inf for value in values):
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above zero, or two with a comma")
    return (values[0], values[1]) if len(values) == 2 else values[0]


def count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number from zero upwards")
    return int(text)
