"""A result as one HTML file with charts, which needs no network. Imports plotly: load it when it is asked for."""
