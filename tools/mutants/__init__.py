"""Mutants of our own code: grafted in at import, tried in forked children."""
