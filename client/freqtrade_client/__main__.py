"""Lets ``python -m freqtrade_client`` do what ``freqtrade-client`` does."""

import sys

from freqtrade_client.cli import main

sys.exit(main())
