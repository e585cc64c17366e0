"""Which failures of a read are worth another attempt."""

import pytest
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError

from freqtrade_client.retries import ReadRetry


@pytest.fixture
def pool():
    with HTTPConnectionPool("127.0.0.1") as made:
        yield made


def test_a_refused_connection_is_tried_again(pool):
    left = ReadRetry.times(3, 0).increment("GET", "/", error=NewConnectionError(pool, "refused"))
    assert left.total == 2


def test_a_broken_connection_is_tried_again(pool):
    left = ReadRetry.times(3, 0).increment("GET", "/", error=ProtocolError("reset"))
    assert left.total == 2


def test_a_host_that_lets_connections_wait_is_not_tried_again(pool):
    with pytest.raises(MaxRetryError):
        ReadRetry.times(3, 0).increment("GET", "/", error=ConnectTimeoutError(pool, "slow"), _pool=pool)


def test_a_host_that_lets_readers_wait_is_not_tried_again(pool):
    with pytest.raises(ReadTimeoutError):
        ReadRetry.times(3, 0).increment("GET", "/", error=ReadTimeoutError(pool, "/", "slow"), _pool=pool)


def test_pauses_grow():
    retry = ReadRetry.times(4, 0.2)
    pauses_s = []
    for _ in range(3):
        retry = retry.increment("GET", "/", error=ProtocolError("reset"))
        pauses_s.append(retry.get_backoff_time())
    assert pauses_s == [0, 0.4, 0.8]
