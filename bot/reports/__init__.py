"""Figures for officers."""
