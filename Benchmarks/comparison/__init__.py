"""Compares Chainrule with its peers: the same losses first, then the time of a step."""
