"""Client of the REST API that Tradepost and compatible trading bots serve."""

from freqtrade_client.client import FtRestClient
from freqtrade_client.errors import ClientError, ConnectionFailed, HttpError, NotJson, Refused, TimedOut, UsageError
from freqtrade_client.version import VERSION

__version__ = VERSION
__all__ = [
    "ClientError",
    "ConnectionFailed",
    "FtRestClient",
    "HttpError",
    "NotJson",
    "Refused",
    "TimedOut",
    "UsageError",
    "__version__",
]
