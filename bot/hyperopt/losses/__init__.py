"""The loss functions that ship; a file of the user's in ``hyperopts/`` may bring others."""
