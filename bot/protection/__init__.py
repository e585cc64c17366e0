"""Protections: rules of the strategy that forbid entries for a while after trades that went badly."""
