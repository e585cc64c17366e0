"""Loads the settings: files, environment and command line on top of the defaults, checked, typed and frozen."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.domain.enums import RunMode
from bot.errors import ConfigError
from bot.settings.check import check_values, idle_keys, unknown_keys
from bot.settings.credentials import check_secrets, new_secrets, with_kept_secrets
from bot.settings.defaults import defaults_for
from bot.settings.environment import read_environment
from bot.settings.files import Source, read_files
from bot.settings.folders import create_folders
from bot.settings.merge import all_merged, holds, merged
from bot.settings.model import ApiSettings, Secret, Settings
from bot.settings.old_names import with_new_names
from bot.settings.rules import check_rules
from bot.settings.sections import build_settings

COMMAND_LINE = "the command line"
SERVING = (RunMode.LIVE, RunMode.DRY_RUN, RunMode.WEBSERVER)
SOCKET_NAME = "tradepost.sock"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """What the user said, from all sources, under today's names."""

    values: dict[str, Any]
    sources: Sequence[Source]
    notices: Sequence[str]

    def origin(self, path: str) -> str:
        """Where the value at ``path`` comes from; empty where it was not given under this name."""
        return next((source.name for source in reversed(self.sources) if holds(source.values, path)), "")


def load_settings(
    files: Sequence[Path], *, environ: Mapping[str, str], overrides: Mapping[str, Any], runmode: RunMode
) -> Settings:
    """The settings from ``files`` (left to right), ``environ`` and the command line's ``overrides``.

    ``runmode`` says what they are for: every trading mode becomes what ``dry_run`` says; modes that neither trade nor
    serve get a dry run, and nothing is written for them. Otherwise missing folders are made and missing secrets
    generated and kept. Raises ``ConfigError``. Warnings are logged; while no log is set up they wait in ``notices``.
    """
    given = gather(files, environ, overrides)
    values = given.values if runmode in SERVING else {**given.values, "dry_run": True}
    check_values(values, given.origin)
    raw = merged(defaults_for(values), values)
    settings = build_settings(raw, values, runmode, Path.cwd())
    check_rules(settings, values)
    settings, warnings = _with_access(settings, given, environ)
    if runmode in SERVING:
        create_folders(settings.user_data_dir)
    notices = (*given.notices, *unknown_keys(values, given.origin), *warnings)
    _tell(notices, idle_keys(values))
    return replace(settings, config_files=tuple(files), notices=notices)


def gather(files: Sequence[Path], environ: Mapping[str, str], overrides: Mapping[str, Any]) -> Given:
    """Everything that was configured, not yet checked. Raises ``ConfigError`` for files that can't be read."""
    sources = [*read_files(files), *read_environment(environ), Source(COMMAND_LINE, dict(overrides))]
    values, notices = with_new_names(all_merged(source.values for source in sources))
    return Given(values, sources, notices)


def _with_access(settings: Settings, given: Given, environ: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Checked secrets for a server, the given ones for everything else."""
    api = replace(settings.api, password_source=given.origin("api_server.password"))
    if settings.runmode not in SERVING:
        return replace(settings, api=api), []
    if not api.enabled:
        return replace(settings, api=_closed(api, settings)), []
    warnings = check_secrets(api, environ)
    kept = with_kept_secrets(api, settings.user_data_dir, may_write=True)
    return replace(settings, api=kept), warnings


def _closed(api: ApiSettings, settings: Settings) -> ApiSettings:
    """No API: the server listens on a socket file in the user's folder, and nobody knows the password."""
    if settings.runmode is RunMode.WEBSERVER:
        path = "api_server.enabled"
        message = f"{path} is false or missing, so there is nothing to serve; allowed: true."
        raise ConfigError(message, key=path, value=api.enabled, allowed="true")
    made = new_secrets()
    return replace(
        api,
        unix_socket=api.unix_socket or str(settings.user_data_dir / SOCKET_NAME),
        username="nobody",
        password=Secret(made.password),
        jwt_secret_key=Secret(made.jwt_secret_key),
        ws_tokens=(Secret(made.ws_token),),
    )


def _tell(notices: Sequence[str], idle: Sequence[str]) -> None:
    """Log what deserves attention, if anybody has set up the log yet."""
    if not logging.getLogger().hasHandlers():
        return
    for notice in notices:
        log.warning("%s", notice)
    if idle:
        log.info("These settings are known and not used yet: %s.", ", ".join(idle))
