"""What officers ask of the bot; every handler here is behind a role in ``handlers.routes``."""
