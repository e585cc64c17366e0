"""Which addresses are understood, and that none of them gives its password away."""

import pytest

from freqtrade_client import FtRestClient, UsageError
from freqtrade_client.address import Address, listening_url


@pytest.mark.parametrize(
    ("url", "api_url", "name"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v1", "127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/api/v1", "127.0.0.1:8080"),
        ("localhost:8080", "http://localhost:8080/api/v1", "localhost:8080"),
        ("https://bot.example", "https://bot.example/api/v1", "bot.example:443"),
        ("http://host/bot", "http://host/bot/api/v1", "host:80"),
        ("http://host/bot/api/v1/", "http://host/bot/api/v1", "host:80"),
        ("http://[::1]:8080", "http://[::1]:8080/api/v1", "[::1]:8080"),
        ("https://me:secret@host/bot", "https://host/bot/api/v1", "host:443"),
    ],
)
def test_an_address_is_understood(url, api_url, name):
    address = Address.parse(url)
    assert (address.api_url, address.name) == (api_url, name)


@pytest.mark.parametrize(
    "url", ["", "ftp://host", "http://", "http://me:secret@host:port", "http://[::1", "http://h:0"]
)
def test_an_impossible_address_is_refused_without_quoting_it(url):
    with pytest.raises(UsageError, match="must look like") as caught:
        FtRestClient(url)
    assert "secret" not in str(caught.value)


def test_the_password_is_in_no_printout():
    assert "secret" not in repr(Address.parse("http://me:secret@host"))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("fe80::1", "http://[fe80::1]:8080"),
        ("[::1]", "http://[::1]:8080"),
        ("bot.example", "http://bot.example:8080"),
    ],
)
def test_a_listening_address_becomes_one_to_connect_to(host, url):
    assert listening_url(host, 8080) == url
