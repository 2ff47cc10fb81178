"""Understanding a question and finding its answer. No I/O beyond loading its own data."""
