"""Stored market data: downloads, conversions, checks and repairs, against any market and any files."""
