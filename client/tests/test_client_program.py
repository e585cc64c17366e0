"""The program: its output, its messages and its exit codes."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from freqtrade_client import __version__
from freqtrade_client.catalogue import commands

README = Path(__file__).parents[1] / "README.md"

PRINTED_IN_THE_GUIDE = """\
ping
version
show_config
logs --limit 50
status
count
forceenter BTC/USDT long
forceenter BTC/USDT long enter_tag=GutFeeling
forceexit 1
cancel_open_order 1
delete_trade 1
balance
performance
profit
daily
available_pairs
whitelist
blacklist
start
stop
reload_config
stopbuy
""".splitlines()


@pytest.mark.parametrize("line", PRINTED_IN_THE_GUIDE)
def test_a_line_of_the_guide_works_as_printed(ask, server, line):
    server.will_say({"state": "running"})
    result = ask(*shlex.split(line))
    assert (result.code, result.err) == (0, "")


def test_an_answer_is_one_line_of_json(ask, server):
    server.will_say({"pair": "BTC/USDT", "tag": "é"})
    assert ask("status").out == '{"pair": "BTC/USDT", "tag": "\\u00e9"}\n'


def test_a_pretty_answer_has_many_lines(ask, server):
    server.will_say({"pair": "BTC/USDT"})
    assert ask("status", "--pretty").out == '{\n  "pair": "BTC/USDT"\n}\n'


@pytest.mark.parametrize("words", [["--show"], ["show"], ["help"], ["--show", "status"]])
def test_the_commands_are_listed_without_a_configuration(program, words):
    result = program(*words)
    lines = result.out.splitlines()
    assert (result.code, lines[:2]) == (0, ["Possible commands:", ""])
    names = [line for line in lines[2:] if not line.startswith("\t")]
    assert names == sorted(commands())
    assert lines[lines.index("trade") + 1 :][:2] == ["\tShow one trade.", "\ttrade(trade_id)"]


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_told(program, option):
    result = program(option)
    assert (result.code, result.out) == (0, f"freqtrade-client {__version__}\n")


def test_an_unknown_command_is_answered_with_the_nearest_one_and_the_list(ask, server):
    result = ask("forceentry", "BTC/USDT", "long")
    assert (result.code, server.requests) == (2, [])
    assert "ERROR - Command forceentry not defined. Did you mean forceenter?" in result.err
    assert result.out.startswith("Possible commands:")


@pytest.mark.parametrize("name", ["__init__", "_send", "_transport", "qqqq", "--limit"])
def test_a_command_unlike_all_others_gets_no_suggestion(ask, name):
    result = ask(name)
    assert result.code == 2
    assert f"Command {name} not defined.\n" in result.err


def test_dashes_in_a_command_are_taken_for_a_slip(ask):
    assert "Did you mean show_config?" in ask("show-config").err


def test_a_command_is_required(ask):
    result = ask()
    assert (result.code, result.out.startswith("Possible commands:")) == (2, True)
    assert "No command given." in result.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["trade"], "missing a required argument: 'trade_id'"),
        (["status", "1"], "too many positional arguments"),
        (["logs", "limits=5"], "got an unexpected keyword argument 'limits'"),
        (["logs", "5", "limit=5"], "multiple values for argument 'limit'"),
        (["forceenter", "A/B", "long", "1", "limit"], "too many positional arguments"),
        (["logs", "self=5"], "multiple values for argument 'self'"),
    ],
)
def test_wrong_arguments_are_answered_with_the_right_ones(ask, server, words, complaint):
    result = ask(*words)
    assert (result.code, result.out, server.requests) == (2, "", [])
    assert f"Error executing command {words[0]}: {complaint}. Usage: {words[0]}(" in result.err


def test_a_signature_names_the_defaults(ask):
    assert "Usage: lock_add(pair, until, side='*', reason='')" in ask("lock_add").err


def test_an_option_without_its_value_is_a_wrong_argument(ask):
    result = ask("logs", "--limit")
    assert (result.code, "--limit needs a value." in result.err) == (2, True)


def test_options_of_the_program_may_stand_behind_the_command(program, server):
    result = program("logs", "--limit", "50", "--url", server.url, "--pretty")
    assert (result.code, result.json) == (0, {"fine": True})
    assert server.requests[0].query == {"limit": "50"}


def test_an_unreachable_server_prints_null(program, nobody):
    result = program("--url", nobody, "--retries", "0", "status")
    assert (result.code, result.out) == (3, "null\n")
    line = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d,\d{{3}} - ft_rest_client - WARNING - .*could not connect to {nobody}\.\n"
    assert re.fullmatch(line, result.err)


def test_a_silent_server_is_given_up_on_after_the_timeout(ask, server):
    server.stays_silent()
    result = ask("--timeout", "0.05", "status")
    assert (result.code, result.out) == (4, "")
    assert "within 0.05 s." in result.err


def test_connecting_and_reading_may_have_a_timeout_each(ask, server):
    server.stays_silent()
    assert "within 0.05 s." in ask("--timeout", "5,0.05", "status").err


def test_a_refused_login_is_an_error(ask, server):
    server.will_say({"detail": "Unauthorized"}, status=401)
    result = ask("start")
    assert (result.code, result.json) == (1, {"detail": "Unauthorized"})


@pytest.mark.parametrize("words", [["--timeout", "0"], ["--timeout", "1,2,3"], ["--timeout", "x"], ["--retries", "-1"]])
def test_an_impossible_option_is_a_usage_error(ask, words):
    result = ask(*words, "status")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("usage: freqtrade-client")


def test_a_second_run_does_not_say_everything_twice(ask, server):
    for _ in range(2):
        server.will_say({"error": "no"}, status=400)
    ask("start")
    assert ask("start").err.count("HTTP 400: no") == 1


def test_python_can_run_the_package_as_a_program():
    command = [sys.executable, "-m", "freqtrade_client", "--version"]
    done = subprocess.run(command, cwd=README.parent, capture_output=True, text=True, check=True)
    assert done.stdout == f"freqtrade-client {__version__}\n"


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_readme_explains_every_command(name):
    assert f"| `{name}" in README.read_text(encoding="utf-8")
