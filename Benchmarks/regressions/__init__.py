"""Compares two revisions of Chainrule: which workloads have become slower."""
