"""Prints entries and exits for ever. After a lost connection it goes on where it was; what is lost for good is said.

Needs: pip install websocket-client
Usage: python follow.py ws://127.0.0.1:8080 TOKEN
"""

import json
import sys
import time

import websocket

TYPES = ["entry_fill", "exit_fill"]
LONGEST_PAUSE_S = 30


def follow(address, token):
    """Yields messages; remembers the number of the last one, so that the next connection goes on behind it."""
    after, pause_s = None, 1
    while True:
        where = "snapshot=true" if after is None else f"after={after}"
        try:
            socket = websocket.create_connection(f"{address}/api/v1/message/ws?token={token}&{where}", timeout=60)
            socket.send(json.dumps({"type": "subscribe", "data": TYPES}))
            while True:
                message = json.loads(socket.recv())
                after, pause_s = message.get("seq", after), 1
                if message["type"] == "gap":
                    after = message["data"]["last_seq"]
                yield message
        except websocket.WebSocketBadStatusException as refusal:
            if refusal.status_code == 403:
                raise SystemExit("The token is wrong.") from None
        except (OSError, ValueError, websocket.WebSocketException) as problem:
            print(f"lost the connection: {problem}", file=sys.stderr)
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


def show(message):
    """One line for what matters."""
    if message["type"] == "snapshot":
        line = f"{len(message['data']['open_trades'])} open trades"
    elif message["type"] == "gap":
        line = "some messages are lost: look at /api/v1/status"
    elif message["type"] == "entry_fill":
        line = f"entered {message['pair']} at {message['open_rate']}"
    else:
        line = f"left {message['pair']} with {message['profit_ratio']:.2%}"
    print(message.get("seq", "-"), line, flush=True)


if __name__ == "__main__":
    for message in follow(*sys.argv[1:3]):
        show(message)
