"""What a long program says meanwhile."""

import sys
import time

STARTED = time.monotonic()


def note(message):
    """Prints the message with the minutes and seconds since the program started."""
    minutes, seconds = divmod(int(time.monotonic() - STARTED), 60)
    print(f"[{minutes:2}:{seconds:02}] {message}", file=sys.stderr, flush=True)
