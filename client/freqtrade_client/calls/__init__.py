"""The commands, a group per file."""
