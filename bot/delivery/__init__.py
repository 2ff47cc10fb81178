"""From the outbox to the channels, in the right order and at the right pace."""
