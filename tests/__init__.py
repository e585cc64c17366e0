"""Tests of Tradepost."""
