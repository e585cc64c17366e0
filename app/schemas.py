"""What a call takes and gives, said beside it: the OpenAPI document and the tests read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import Struct

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "tradepost_document"


class FieldProblem(Struct):
    """What is wrong with one field; ``loc`` is where it stands."""

    type: str
    loc: list[str | int]
    msg: str
    input: Any = None
    ctx: dict[str, Any] | None = None


class ErrorReply(Struct):
    """Why a call was refused: ``error`` in one line, ``detail`` as text or field by field."""

    error: str
    detail: str | list[FieldProblem]
    request_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a view takes (``query``, ``body``) and gives; it costs nothing when the view is called.

    ``media`` names the type of a reply that is not JSON. ``needs_bot``: may answer 503. ``not_found``: 404.
    ``limited``: 429. ``conflicts``: 409. ``forbids``: 403, as every change by a page with a cookie may.
    ``public``: never 401. ``refuses``: 400 also where nothing is given.
    """

    reply: Any = None
    media: str = ""
    query: Any = None
    body: Any = None
    tag: str = "other"
    needs_bot: bool = False
    not_found: bool = False
    public: bool = False
    limited: bool = False
    conflicts: bool = False
    forbids: bool = False
    refuses: bool = False

    def __call__(self, view: View) -> View:
        """Remember this beside ``view``."""
        view.__dict__[ATTRIBUTE] = self
        return view


document = Document


def document_of(view: Callable[..., Any]) -> Document | None:
    """What was said about ``view``."""
    return getattr(view, ATTRIBUTE, None)
