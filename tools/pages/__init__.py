"""Writes the pages of the documentation that are made out of the program: settings, calls of the API, commands."""
