"""``python -m bot`` is ``ansinh``."""

from bot.cli import main

if __name__ == "__main__":
    main()
