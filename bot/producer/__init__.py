"""Other bots that this one follows over their WebSockets."""
