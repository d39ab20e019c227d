"""The recipe mnist-sprint, ours and in PyTorch, from the start of the process to its end."""
