"""The version, in a file that anything may import."""

VERSION = "0.1.0"
