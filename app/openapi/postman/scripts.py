"""The scripts of the requests: what they check, and the login before them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.openapi.build import used
from app.openapi.texts import Node, ref

LOG_IN = """\
// Logs in where no token is at hand or it is about to expire: any request works by itself.
const TEN_MINUTES = 10 * 60 * 1000;
const isLogin = pm.info.requestName.includes('/token/login');
if (!isLogin && Date.now() - Number(pm.collectionVariables.get('loggedInAt')) > TEN_MINUTES) {
  const secret = btoa(pm.variables.replaceIn('{{user}}:{{password}}'));
  pm.sendRequest({
    url: pm.variables.replaceIn('{{baseUrl}}/api/v1/token/login'),
    method: 'POST',
    header: {Authorization: `Basic ${secret}`},
  }, (_, response) => {
    pm.collectionVariables.set('accessToken', response.json().access_token);
    pm.collectionVariables.set('refreshToken', response.json().refresh_token);
    pm.collectionVariables.set('loggedInAt', Date.now());
  });
}"""
TESTS = """\
pm.test(`the status is ${statuses.join(' or ')}`, () => pm.expect(pm.response.code).to.be.oneOf(statuses));
pm.test('the reply has the documented shape', () => {
  const reply = pm.response.code < 400 ? replies.done : replies.refused;
  pm.response.to.have.jsonSchema({...reply, definitions});
});"""
ERROR = "ErrorReply"


def checks(statuses: Sequence[int], reply: Node, schemas: Mapping[str, Any]) -> str:
    """A test of the status and one of the reply's shape; ``schemas`` has the components that ``reply`` refers to."""
    refused = ref("schemas", ERROR)
    lines = [
        f"const replies = {{done: {_text(reply)}, refused: {_text(refused)}}};",
        "const definitions = {",
        *(f"  {json.dumps(name)}: {_text(schema)}," for name, schema in used(schemas, reply).items()),
        "};",
        f"const statuses = {list(statuses)};",
        TESTS,
    ]
    return "\n".join(lines)


def _text(schema: Any) -> str:
    """The schema for the checker in the client, which knows shared schemas as ``definitions``."""
    return json.dumps(schema).replace("#/components/schemas/", "#/definitions/")


def script(moment: str, text: str) -> dict[str, Any]:
    """``text`` to be run at ``moment``: ``prerequest`` or ``test``."""
    return {"listen": moment, "script": {"type": "text/javascript", "exec": text.splitlines()}}
