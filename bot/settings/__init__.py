"""The user's options: read once, checked, frozen."""
