"""A check of Schemathesis in our words: whoever tries wrong passwords again and again has to wait, with a 429."""

from __future__ import annotations

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.specs.openapi.checks import ignored_auth


@schemathesis.check
def ignored_auth_or_wait(ctx, response, case) -> bool | None:
    """``ignored_auth``, where 429 is as good an answer to wrong credentials as 401."""
    try:
        return ignored_auth(ctx, response, case)
    except Failure as failure:
        if "429 Too Many Requests" in f"{failure.title} {failure.message}":
            return None
        raise
