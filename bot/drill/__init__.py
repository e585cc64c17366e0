"""The fire drill: the real engine on a database, against an exchange on which everything goes wrong."""
