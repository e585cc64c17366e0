"""nginx in front, as it ships in config/nginx.conf: at the root and under a sub-path."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import websocket

from tests.e2e.process import PASSWORD, ROOT, USER, WS_TOKEN, RunningBot, free_port, tool, wait_for

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bot that trusts one proxy, behind the shipped nginx configuration; the address of the proxy."""
    folder = tmp_path_factory.mktemp("proxied")
    bot = RunningBot(folder, api_server={"trusted_proxies": 1}).start()
    port = free_port()
    config = adapted(folder, bot.port, port)
    nginx = subprocess.Popen([tool("nginx"), "-c", str(config), "-p", str(folder), "-g", "daemon off;"])
    try:
        bot.wait_until_running()
        wait_for("nginx", lambda: answers(f"http://127.0.0.1:{port}/api/v1/ping"))
        yield f"127.0.0.1:{port}"
    finally:
        nginx.terminate()
        nginx.wait(10)
        bot.close()


def adapted(folder: Path, bot_port: int, port: int) -> Path:
    """The shipped file with this test's ports and folders."""
    text = (ROOT / "config" / "nginx.conf").read_text()
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{bot_port}").replace("127.0.0.1:8088", f"127.0.0.1:{port}")
    text = text.replace("/run/tradepost-nginx.pid", str(folder / "nginx.pid"))
    text = text.replace("/var/log/nginx/tradepost.log", str(folder / "access.log"))
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = text.replace("http {", f"error_log {folder}/error.log;\nhttp {{\n{places}", 1)
    config = folder / "nginx.conf"
    config.write_text(text)
    return config


def answers(url: str) -> bool | None:
    try:
        return requests.get(url, timeout=2).ok or None
    except requests.ConnectionError:
        return None


@pytest.mark.parametrize("prefix", ["", "/bot"])
def test_calls_pass_the_proxy(proxied: str, prefix: str) -> None:
    answer = requests.get(f"http://{proxied}{prefix}/api/v1/version", auth=(USER, PASSWORD), timeout=60)
    assert answer.status_code == 200


@pytest.mark.parametrize("prefix", ["", "/bot"])
def test_sockets_pass_the_proxy(proxied: str, prefix: str) -> None:
    url = f"ws://{proxied}{prefix}/api/v1/message/ws?token={WS_TOKEN}"
    socket = websocket.create_connection(url, timeout=60)
    socket.send(json.dumps({"type": "whitelist", "data": None}))
    assert "BTC/USDT" in json.loads(socket.recv())["data"]
    socket.close()


@pytest.mark.parametrize("prefix", ["", "/bot"])
def test_streams_pass_the_proxy(proxied: str, prefix: str) -> None:
    url = f"http://{proxied}{prefix}/api/v1/events?types=status&after=0"
    with requests.get(url, auth=(USER, PASSWORD), stream=True, timeout=60) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith((b"event: status", b"event: gap")))


@pytest.mark.parametrize("prefix", ["", "/bot"])
def test_the_page_s_links_keep_the_prefix(proxied: str, prefix: str) -> None:
    page = requests.get(f"http://{proxied}{prefix}/", timeout=60)
    assert page.status_code == 200
    assets = re.findall(r'(?:src|href)="(/[^"]+|[^":#]+\.(?:js|css))"', page.text)
    assert assets
    for asset in assets:
        target = asset if asset.startswith("/") else f"{prefix}/{asset}"
        assert target.startswith(prefix)
        assert requests.get(f"http://{proxied}{target}", timeout=60).status_code == 200


def test_a_browser_session_works_under_the_sub_path(proxied: str) -> None:
    with requests.Session() as browser:
        base = f"http://{proxied}/bot/api/v1"
        login = browser.post(f"{base}/session/login", json={"username": USER, "password": PASSWORD}, timeout=60)
        assert login.status_code == 200, login.text
        assert browser.get(f"{base}/version", timeout=60).status_code == 200


def test_tokens_stay_out_of_the_proxy_s_log(proxied: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    logs = list(tmp_path_factory.getbasetemp().glob("proxied*/access.log"))
    assert logs
    assert all(WS_TOKEN not in log.read_text() for log in logs)
