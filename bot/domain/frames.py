"""Names of the candle and signal columns that strategies and charts share."""

OHLCV = ("date", "open", "high", "low", "close", "volume")
SIGNALS = ("enter_long", "exit_long", "enter_short", "exit_short")
TAGS = ("enter_tag", "exit_tag")
