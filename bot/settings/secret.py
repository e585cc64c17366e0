"""Texts that must not be seen, and how to find them inside addresses."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

SHORTEST_TOKEN = 8
LONG_TOKEN = 16


class Secret:
    """A text that does not print itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text; ask for it where it is used, never to log it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __repr__(self) -> str:
        return "Secret('***')" if self._text else "Secret('')"


def address_secrets(address: str) -> tuple[str, ...]:
    """The whole ``address`` and those of its parts that open something: passwords, and what looks like a token."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return (address,)
    login, _, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    words = [host.partition(":")[0], host, user, *parts.path.split("/"), parts.fragment]
    words += [value for _, value in parse_qsl(parts.query)]
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    found = [address, target if len(target) >= SHORTEST_TOKEN else "", password, unquote(password)]
    found += [text for word in words if is_token(word) for text in (word, unquote(word))]
    return tuple(dict.fromkeys(text for text in found if text))


def address_passwords(address: str) -> tuple[str, ...]:
    """The password in ``address``, as it stands there and as it is meant; all of an address that can't be read."""
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        return (address,)
    return tuple(dict.fromkeys(text for text in (password, unquote(password)) if text))


def is_token(word: str) -> bool:
    """Whether ``word`` looks made up by a machine: no host's or folder's name, and hard to guess."""
    if len(word) < SHORTEST_TOKEN or "." in word:
        return False
    return len(word) >= LONG_TOKEN or any(sign.isdigit() for sign in word)
