"""The words of the trade, as plain frozen objects on the standard library alone."""
