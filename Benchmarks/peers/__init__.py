"""The workloads of `chainrule bench` as users of PyTorch, JAX and NumPy write them."""
