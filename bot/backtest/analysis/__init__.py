"""Trades of a stored result by tags, reasons and indicators. Imports pandas."""
