"""Bytes → `Document`: one reader for each format, and how bytes are decoded."""
