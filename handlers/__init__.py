"""What the bot does for each kind of request. Knows no channel and no SQL."""
