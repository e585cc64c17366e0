"""Tells people and other programs what the bot does: a webhook, and whatever Apprise reaches.

Every target has its own thread and a bounded queue, so that neither trading nor the other targets wait for it.
"""
