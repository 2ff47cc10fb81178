"""Channels: each turns its own wire format into ``Incoming``, and a ``Reply`` into what it can show."""
