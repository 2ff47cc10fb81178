"""What happens by the clock: one tick job, and pure calendar rules."""
