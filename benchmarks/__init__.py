"""Figures of this program, beside those of the reference bot where that is installed. No test depends on them."""
