"""The store: the only place with SQL. Knows no channel."""
