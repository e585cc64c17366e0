"""From the server's answer to JSON, or to a sentence on what is wrong with it."""

import re
from typing import Any

from requests import Response

from freqtrade_client.errors import NotJson, Refused

EXCERPT_LENGTH = 200


def decode(response: Response) -> Any:
    """The JSON of a successful answer; raises ``Refused`` or ``NotJson`` for all others."""
    answer = parse(response)
    if response.status_code >= 400:
        message = f"HTTP {response.status_code}: {reason(answer) or excerpt(response)}"
        raise Refused(message, status=response.status_code, answer=answer)
    return answer


def parse(response: Response) -> Any:
    if response.is_redirect:
        target = response.headers["Location"]
        raise NotJson(f"The server moved to {target}: use that address.", status=response.status_code)
    try:
        return response.json()
    except ValueError:
        message = f"HTTP {response.status_code}, and the answer is not JSON: {excerpt(response)}"
        raise NotJson(message, status=response.status_code) from None


def reason(answer: Any) -> str:
    """What the server says in ``error`` or ``detail``, or an empty string."""
    if not isinstance(answer, dict):
        return ""
    found = answer.get("error") or answer.get("detail") or answer.get("msg") or ""
    return "; ".join(map(complaint, found)) if isinstance(found, list) else str(found)


def complaint(item: Any) -> str:
    """One entry of a list of invalid fields, such as ``body.pair: Field required``."""
    if not isinstance(item, dict):
        return str(item)
    place = ".".join(map(str, item.get("loc", [])))
    return f"{place}: {item.get('msg', item)}" if place else str(item.get("msg", item))


def excerpt(response: Response) -> str:
    """The first words of the answer without its HTML tags."""
    words = re.sub(r"<[^>]*>", " ", response.text).split()
    return " ".join(words)[:EXCERPT_LENGTH] or response.reason or "empty answer"
