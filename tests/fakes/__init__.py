"""Fakes of what lies outside the process: real protocols over loopback, with faults on demand."""
