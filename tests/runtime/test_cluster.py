"""Tries on a Dask cluster, here one whose worker is a thread of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.runtime.cluster import cluster_executor
from bot.runtime.stages import stage_of
from tests.runtime.test_hyperopting import Lab

distributed = pytest.importorskip("distributed")
dask = pytest.importorskip("dask")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    settings = {"distributed.admin.system-monitor.interval": "1h", "distributed.admin.tick.interval": "1h"}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, host="127.0.0.1",
            protocol="tcp",
        ) as cluster,
    ):  # fmt: skip
        yield str(cluster.scheduler_address).replace("tcp://", "dask://")


def test_a_cluster_finds_what_one_process_finds(tmp_path: Path, scheduler: str) -> None:
    lab = Lab(tmp_path)
    alone = lab.search(sampler="RandomSampler", epochs=4, export_parameters=False)
    stage_of.cache_clear()
    together = lab.search(sampler="RandomSampler", epochs=4, export_parameters=False, cluster=scheduler)
    stage_of.cache_clear()
    assert together.best == alone.best


def test_an_address_where_nobody_listens_is_refused() -> None:
    address = "dask://127.0.0.1:9"
    with pytest.raises(Refused, match=f"no Dask scheduler at {address}"), cluster_executor(address, connect_s=0.2):
        pass
