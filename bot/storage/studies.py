"""Epochs in a database, as studies of Optuna: its dashboard shows them, and other machines go on from there."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from secrets import token_hex
from typing import Any, Self

import optuna
import orjson
import sqlalchemy as sa
from optuna.distributions import BaseDistribution
from optuna.exceptions import OptunaError
from optuna.storages import RDBStorage
from optuna.trial import create_trial
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.errors import NotFound, Refused, StorageError
from bot.hyperopt.request import Epoch
from bot.hyperopt.results import as_row, from_row

POSTGRES = ("postgres", "postgresql", "postgresql+psycopg2")
STRATEGY = "strategy"
EPOCH = "epoch"
FAILURES = (SQLAlchemyError, OptunaError, RuntimeError)  # RuntimeError: Optuna knows another version of its tables


class Studies:
    """All studies in the database at ``url`` (SQLite, PostgreSQL), until ``close()``; a context manager.

    Raises ``StorageError`` where it can't be used, and ``Refused`` for a database that holds something else: Optuna's
    tables bear names that others use too.
    """

    def __init__(self, url: str) -> None:
        self._address = _address(url)
        self._shown = self._address.render_as_string(hide_password=True)
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        try:
            self._refuse_others()
            self._storage = RDBStorage(self._address.render_as_string(hide_password=False))
        except FAILURES as error:
            raise self.failure("used", error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._storage.remove_session()
        self._storage.engine.dispose()

    def begin(self, name: str, strategy: str, distributions: Mapping[str, BaseDistribution]) -> Study:
        """A new study; its name gets a suffix that no other one has."""
        try:
            study = optuna.create_study(
                storage=self._storage, study_name=f"{name}_{token_hex(4)}", direction="minimize"
            )
            study.set_user_attr(STRATEGY, strategy)
        except FAILURES as error:
            raise self.failure("written", error) from error
        return Study(self, study, strategy, dict(distributions))

    def newest(self, strategy: str) -> list[Epoch]:
        """The epochs of the strategy's newest study that has some; raises ``NotFound``."""
        try:
            known = optuna.get_all_study_summaries(self._storage, include_best_trial=False)
            names = [one.study_name for one in known if one.user_attrs.get(STRATEGY) == strategy and one.n_trials]
            if not names:
                raise NotFound(f"There is no study of {strategy} in {self._shown}.")
            trials = optuna.load_study(study_name=names[-1], storage=self._storage).trials
        except FAILURES as error:
            raise self.failure("read", error) from error
        try:
            return [from_row(trial.user_attrs[EPOCH])[1] for trial in trials if EPOCH in trial.user_attrs]
        except (KeyError, TypeError, ValueError) as error:
            raise self.failure("read", error) from error

    def _refuse_others(self) -> None:
        engine = sa.create_engine(self._address)
        try:
            tables = set(sa.inspect(engine).get_table_names())
        finally:
            engine.dispose()
        if tables and "studies" not in tables:
            raise Refused(f"The database {self._shown} holds other tables; give --storage one of its own, or a schema.")

    def failure(self, what: str, error: Exception) -> StorageError:
        """What went wrong, without the password."""
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        return StorageError(f"The database {self._shown} can't be {what}: {reason}")


class Study:
    """Takes the epochs of one optimisation; each is there as soon as it is written."""

    def __init__(
        self, studies: Studies, study: optuna.Study, strategy: str, distributions: dict[str, BaseDistribution]
    ) -> None:
        self._studies = studies
        self._study = study
        self._strategy = strategy
        self._distributions = distributions

    def write(self, epoch: Epoch) -> None:
        """An epoch over another space is kept without its parameters as Optuna knows them. Raises ``StorageError``."""
        row: dict[str, Any] = orjson.loads(orjson.dumps(as_row(epoch, self._strategy), option=_OPTIONS))
        kept: dict[str, Any] = {"value": epoch.loss, "user_attrs": {EPOCH: row}}
        try:
            trial = create_trial(params=dict(epoch.parameters), distributions=self._distributions, **kept)
        except ValueError:
            trial = create_trial(**kept)
        try:
            self._study.add_trial(trial)
        except FAILURES as error:
            raise self._studies.failure("written", error) from error


_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
        name = "postgresql+psycopg" if address.drivername in POSTGRES else address.drivername
        if name == "postgresql+psycopg" and find_spec("psycopg") is None:
            raise StorageError("PostgreSQL needs a driver: pip install 'tradepost[postgres]'.")
        address.set(drivername=name).get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise Refused(
            "storage can't be understood; allowed: sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
        ) from None
    return address.set(drivername=name)
