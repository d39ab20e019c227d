import os
import tempfile
import unittest
from functools import partial

import numpy as np
import torch

from peers import jax_, numpy_, philox, pytorch
from peers.start import Misfit, matched, random_start, read_start, write_start
from peers.workloads import WORKLOADS


class PhiloxTests(unittest.TestCase):
    def test_known_answers(self):
        """The vectors of the Random123 library."""
        pi = ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0))
        cases = [((0,) * 4, (0,) * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
                 ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
                 (*pi, "d16cfe09 94fdcceb 5001e420 24126ea1")]
        for counter, key, expected in cases:
            words = philox.words(counter, key).tolist()
            self.assertEqual(" ".join(f"{word:08x}" for word in words), expected)

    def test_uniform_numbers_are_the_words_of_successive_blocks(self):
        seed, draw = 2**40 + 7, 2**33 + 5
        words = [word for block in range(3)
                 for word in philox.words((block, 0, 5, 2), (7, 2**8)).tolist()]
        expected = [(word >> 8) / 2**24 for word in words][:10]
        self.assertEqual(philox.uniform(10, seed, draw).tolist(), expected)

    def test_layers_take_successive_draws(self):
        keys = np.array([[1, 2, -1, 0], [1, 2, 9, 0]], np.int32)
        seed = 1 + 2 * 2**32
        self.assertEqual(list(philox.draws(keys, 2)),
                         [(seed, 2**32 - 1), (seed, 2**32), (seed, 9), (seed, 10)])


class StartTests(unittest.TestCase):
    def test_layers_are_found_by_shapes_and_order_of_names(self):
        layers = {"a": {"weight": (2, 2)}, "b": {"weight": (3, 2), "bias": (3,)}, "c": {"weight": (2, 2)}}
        found = {"x.10.weight": np.full((2, 2), 10), "x.9.weight": np.full((2, 2), 9),
                 "out.bias": np.zeros(3), "out.weight": np.zeros((3, 2))}
        state = matched(found, layers)
        self.assertEqual((state["a.weight"][0, 0], state["c.weight"][0, 0]), (9, 10))
        self.assertEqual(sorted(state), ["a.weight", "b.bias", "b.weight", "c.weight"])

    def test_what_does_not_fit_is_refused(self):
        layers = {"a": {"weight": (2, 3)}}
        for found in ({"a.weight": np.zeros((3, 2))}, {},
                      {"a.weight": np.zeros((2, 3)), "b.weight": np.zeros(1)}):
            with self.assertRaises(Misfit):
                matched(found, layers)

    def test_a_written_start_is_read_again(self):
        workload = WORKLOADS["convnet-bn"](batch=2)
        start = random_start(workload)
        start.losses = [1, 2]
        start.dropout_keys = np.arange(8, dtype=np.int32).reshape(2, 4)
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "start.safetensors")
            write_start(path, start)
            read = read_start(path, workload)
        self.assertEqual(read.state.keys(), start.state.keys())
        for name, value in start.state.items():
            np.testing.assert_array_equal(read.state[name], value)
        for one, other in zip(read.inputs, start.inputs, strict=True):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(read.losses, start.losses)
        np.testing.assert_array_equal(read.dropout_keys, start.dropout_keys)


class PyTorchTests(unittest.TestCase):
    def test_models_have_the_names_and_shapes_of_the_workloads(self):
        for name, make in WORKLOADS.items():
            workload = make()
            if not workload.layers:
                continue
            with torch.device("meta"):
                state = pytorch.model_for(workload).state_dict()
            found = {key: tuple(value.shape) for key, value in state.items()
                     if not key.endswith("num_batches_tracked")}
            expected = {f"{layer}.{leaf}": shape for layer, shapes in workload.layers.items()
                        for leaf, shape in shapes.items()}
            self.assertEqual(found, expected, name)

    def test_dropout_is_replayed(self):
        input = torch.ones(3, 5)
        layer = pytorch.ReplayedDropout(0.25, iter([(3, 4)]))
        kept = philox.uniform(15, 3, 4).reshape(3, 5) >= 0.25
        np.testing.assert_allclose(layer(input), np.where(kept, 4 / 3, 0), rtol=1e-6)

    def test_every_dropout_layer_of_a_model_is_replayed(self):
        for name in ("text-cnn", "alexnet"):
            workload = WORKLOADS[name]()
            with torch.device("meta"):
                model = pytorch.model_for(workload)
            pytorch.replay_dropout(model, iter([]))
            replayed = [m for m in model.modules() if isinstance(m, pytorch.ReplayedDropout)]
            self.assertEqual(len(replayed), workload.dropout_layers)
            self.assertFalse([m for m in model.modules() if isinstance(m, torch.nn.Dropout)])

    def test_a_nudge_moves_every_parameter_by_one_last_place(self):
        value = np.array([1.5, -0.25, 3e4], np.float32)
        moved = pytorch.nudged(value)
        self.assertTrue((moved != value).all())
        np.testing.assert_allclose(moved, value, rtol=2e-7)


class AgreementOfPeersTests(unittest.TestCase):
    def assert_agree(self, name, step_of, rtol=1e-4, kernel_scale=1, **choices):
        workload = WORKLOADS[name](**choices)
        losses = []
        for function in (step_of, pytorch.step_of):
            start = random_start(workload, seed=1)
            for value in start.state.values():
                value *= np.float32(kernel_scale if value.ndim == 4 else 1)
            step = function(workload, start)
            losses.append([step() for _ in range(1 if workload.forward_only else 4)])
        np.testing.assert_allclose(*losses, rtol=rtol)

    def test_numpy(self):
        self.assert_agree("two-layer-sigmoid", numpy_.step_of)

    def test_jax(self):
        for name, choices in [("two-layer-sigmoid", {}), ("mlp", {"batch": 8}), ("lenet", {"batch": 4}),
                              ("lenet-latency", {}), ("tanh-forward", {"batch": 8})]:
            with self.subTest(name):
                self.assert_agree(name, jax_.step_of, **choices)

    def test_convnet_bn(self):
        # Its training multiplies rounding errors, less so with the larger kernels that He et al. draw.
        for step_of in (jax_.step_of, partial(pytorch.step_of, channels_last=True),
                        partial(pytorch.step_of, dtype="float64")):
            with self.subTest(step_of):
                self.assert_agree("convnet-bn", step_of, rtol=1e-3, kernel_scale=6**0.5, batch=16)


if __name__ == "__main__":
    unittest.main()
