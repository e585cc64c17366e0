"""Where the program finds the server and the login."""

import base64
import json

import pytest


@pytest.fixture
def config(tmp_path):
    """Writes a configuration file and gives its path."""

    def write(content):
        path = tmp_path / "rest_config.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def section(server, **options):
    login = {"username": "Freqtrader", "password": "SuperSecret1!"}
    return {"api_server": {"listen_ip_address": "127.0.0.1", "listen_port": server.port, **login, **options}}


def login_of(request):
    return base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()


def test_the_configuration_of_the_bot_tells_address_and_login(program, server, config):
    result = program("--config", config(section(server)), "status")
    assert (result.code, result.json) == (0, {"fine": True})
    assert login_of(server.requests[0]) == "Freqtrader:SuperSecret1!"


def test_config_json_in_the_working_directory_is_the_default(program, server, tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text(json.dumps(section(server)))
    monkeypatch.chdir(tmp_path)
    assert program("status").code == 0


@pytest.mark.parametrize("address", ["0.0.0.0", "localhost"])
def test_a_server_that_listens_everywhere_is_reached_on_this_machine(program, server, config, address):
    assert program("-c", config(section(server, listen_ip_address=address)), "status").code == 0


def test_comments_trailing_commas_and_a_byte_order_mark_are_accepted(program, server, config):
    text = f'\ufeff{{ // mine\n "api_server": {{ /* local */ "listen_port": {server.port}, }}, }}'
    assert program("-c", config(text), "status").code == 0


def test_numbers_may_be_passwords_and_texts_ports(program, server, config):
    path = config(section(server, password=123, listen_port=str(server.port)))
    assert program("-c", path, "status").code == 0
    assert login_of(server.requests[0]) == "Freqtrader:123"


def test_the_environment_wins_over_the_file(program, server, config):
    environment = {"FREQTRADE_CLIENT_PASSWORD": "other", "FREQTRADE_CLIENT_USERNAME": "me"}
    program("-c", config(section(server)), "status", **environment)
    assert login_of(server.requests[0]) == "me:other"


def test_options_win_over_the_environment(program, server):
    environment = {
        "FREQTRADE_CLIENT_URL": "http://127.0.0.1:1",
        "FREQTRADE_CLIENT_USERNAME": "me",
        "FREQTRADE_CLIENT_PASSWORD": "p",
    }
    program("--url", server.url, "--username", "you", "status", **environment)
    assert login_of(server.requests[0]) == "you:p"


def test_an_address_in_the_environment_needs_no_file(program, server):
    assert program("status", FREQTRADE_CLIENT_URL=server.url).code == 0


def test_the_password_of_an_unnamed_file_does_not_go_to_another_address(program, server, tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text(json.dumps(section(server)))
    monkeypatch.chdir(tmp_path)
    assert program("--url", server.url, "status").code == 0
    assert "Authorization" not in server.requests[0].headers


def test_a_named_file_lends_its_login_to_another_address(program, server, config):
    program("--url", server.url, "-c", config(section(server, listen_port=1)), "status")
    assert login_of(server.requests[0]) == "Freqtrader:SuperSecret1!"


@pytest.mark.parametrize("words", [["status"], ["stat"], []])
def test_a_missing_file_comes_before_all_other_complaints(program, tmp_path, words):
    path = tmp_path / "none.json"
    result = program("-c", str(path), *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(f"- ft_rest_client - WARNING - Could not load config file {path}.\n")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "Could not read config file"),
        (b"\xff".decode("latin-1").join("[]"), "Could not read config file"),
        ("[]", "must hold an object"),
        ({"api_server": []}, "api_server in config file"),
        ({"api_server": {"listen_port": "many"}}, "listen_port in config file"),
        ({"api_server": {"listen_ip_address": ""}}, "must look like"),
    ],
)
def test_a_broken_file_is_named_in_the_complaint(program, config, content, complaint):
    result = program("-c", config(content), "status")
    assert (result.code, result.out) == (2, "")
    assert complaint in result.err


def test_the_password_is_never_printed(program, server, config):
    server.will_say({"detail": "Unauthorized"}, status=401)
    result = program("-c", config(section(server)), "status")
    assert "SuperSecret1!" not in result.out + result.err
