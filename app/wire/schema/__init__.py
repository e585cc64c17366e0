"""The JSON of requests and replies as types: they check what comes in and document what goes out."""
