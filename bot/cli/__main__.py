"""``python -m bot.cli`` is ``tradepost``."""

import sys

from bot.cli import main

sys.exit(main())
