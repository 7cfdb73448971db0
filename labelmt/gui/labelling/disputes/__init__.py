"""Settle what people say differently of an image: who said what, when, and one key to decide."""
