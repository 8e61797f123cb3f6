"""Kernels of tests that many rows lean on."""
