"""Tuntas: public complaints that end in a repair, confirmed by the person who reported it."""

__version__ = "0.1.0"
