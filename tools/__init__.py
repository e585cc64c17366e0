"""Programs for those who develop Tradepost; nothing of it is installed with the bot."""
