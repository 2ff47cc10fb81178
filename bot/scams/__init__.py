"""Judging whether a message is a scam. No I/O beyond its own data; nothing is ever fetched."""
