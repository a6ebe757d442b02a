"""Pipe tables in text."""
