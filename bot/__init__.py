"""The machine: from a message in to a message out."""
