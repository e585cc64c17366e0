"""How gunicorn serves Tradepost: one worker (it holds the one bot), many threads, never without care for the bot.

``tradepost trade`` starts gunicorn with this file; the bot's own config says where to listen.
"""

import os
from typing import Any

from bot.settings.start import settings_from_environment

_settings = settings_from_environment(os.environ)
_api = _settings.api
_RELOAD_WAIT_S = 45

wsgi_app = "wsgi:application()"
bind = f"unix:{_api.unix_socket}" if _api.unix_socket else f"{_api.listen_ip_address}:{_api.listen_port}"
worker_class = "gthread"
workers = 1  # a second worker would be a second bot; the database lock refuses it
threads = _api.threads
preload_app = False  # threads do not survive the fork
max_requests = 0
reload = False
timeout = 120
graceful_timeout = 30
keepalive = 75
limit_request_line = 8190
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - the worker's heartbeat file
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"
loglevel = "info" if _api.verbosity == "info" else "warning"
accesslog = "-" if _api.verbosity == "info" else None
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(B)s %(D)sus'  # %(U)s has no query: tokens travel there
capture_output = False


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """A replaced worker waits for its predecessor to give the database back; a first one does not."""
    if worker.age > 1:
        os.environ["TRADEPOST_LOCK_WAIT_S"] = str(_RELOAD_WAIT_S)


def post_worker_init(worker: Any) -> None:
    """The worker is ready to serve: let the bot trade."""
    worker.wsgi.extensions["runtime"].start()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Close sockets with a word, then let the bot finish its step."""
    app = getattr(worker, "wsgi", None)
    if app is None:
        return
    app.extensions["hub"].stop()
    app.extensions["runtime"].stop()
