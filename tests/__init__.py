"""Tests, and the fakes that they and the benchmarks share."""
