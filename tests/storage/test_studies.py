"""Epochs of optimisations in a database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import optuna
import pytest
from optuna.distributions import FloatDistribution, IntDistribution
from optuna.storages import RDBStorage

from bot.errors import NotFound, Refused, StorageError
from bot.hyperopt.request import Epoch
from bot.storage.database import open_database
from bot.storage.studies import Studies

SPACE = {"rsi": IntDistribution(10, 50), "stop": FloatDistribution(-0.3, -0.01)}


@pytest.fixture(params=["file", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres_url")
        return found
    return f"sqlite:///{tmp_path / 'studies.sqlite'}"


def an_epoch(number: int, rsi: int = 30) -> Epoch:
    return Epoch(
        number=number,
        loss=1.0 / number,
        parameters={"rsi": rsi, "stop": -0.1},
        details={"buy": {"rsi": rsi}},
        metrics={"total_trades": 3, "wins": 2, "profit_total": 0.01},
        is_initial=False,
        is_random=False,
        is_best=number > 1,
    )


def test_the_newest_study_of_a_strategy_is_gone_on_from(url: str) -> None:
    wanted = (("a", "Mine", [1]), ("b", "Mine", [1, 2]), ("c", "Other", [1]), ("d", "Mine", []))
    with Studies(url) as studies:
        for name, strategy, numbers in wanted:
            study = studies.begin(name, strategy, SPACE)
            for number in numbers:
                study.write(an_epoch(number))
    with Studies(url) as studies:
        assert studies.newest("Mine") == [an_epoch(1), an_epoch(2)]
        with pytest.raises(NotFound, match="no study of Nobody"):
            studies.newest("Nobody")


def test_optuna_reads_what_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'studies.sqlite'}"
    with Studies(url) as studies:
        study = studies.begin("mine", "Mine", SPACE)
        study.write(an_epoch(1))
        study.write(an_epoch(2, rsi=99))  # outside this space
        assert studies.newest("Mine")[1].parameters["rsi"] == 99
    storage = RDBStorage(url)
    found = [(trial.value, trial.params) for trial in optuna.load_study(study_name=None, storage=storage).trials]
    storage.remove_session()
    storage.engine.dispose()
    assert found == [(1.0, {"rsi": 30, "stop": -0.1}), (0.5, {})]


def test_the_database_of_the_bot_is_left_alone(url: str) -> None:
    open_database(url, exclusive=True).close()
    with pytest.raises(Refused, match="holds other tables"):
        Studies(url)
    open_database(url, exclusive=True).close()


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("nonsense", Refused, r"allowed: sqlite:///FILE or postgresql://"),
        ("oracle9://x", Refused, r"allowed: sqlite:///FILE"),
        ("sqlite:////no/such/folder/x.sqlite", StorageError, "can't be used: unable to open database file"),
        ("postgresql://me:secret@127.0.0.1:1/x", StorageError, r"postgresql\+psycopg://me:\*\*\*@127.0.0.1:1/x can't"),
    ],
)
def test_what_is_no_database_is_refused(url: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as raised:
        Studies(url)
    assert "secret" not in str(raised.value)
