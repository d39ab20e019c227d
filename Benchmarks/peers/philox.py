"""Philox4x32-10, from which Chainrule draws its dropout masks.

Source: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
"""

import numpy as np

LOW = np.uint64(0xFFFF_FFFF)
HIGH = np.uint64(32)


def words(counter, key):
    """The four words of each block; a counter is four arrays of words, a key two words."""
    c0, c1, c2, c3 = (np.asarray(word, np.uint64) for word in counter)
    for turn in range(10):
        k0 = np.uint64((key[0] + turn * 0x9E37_79B9) & 0xFFFF_FFFF)
        k1 = np.uint64((key[1] + turn * 0xBB67_AE85) & 0xFFFF_FFFF)
        left, right = c0 * np.uint64(0xD251_1F53), c2 * np.uint64(0xCD9E_8D57)
        c0, c1, c2, c3 = (right >> HIGH) ^ c1 ^ k0, right & LOW, (left >> HIGH) ^ c3 ^ k1, left & LOW
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3), axis=-1)


def uniform(count, seed, draw):
    """The first `count` float32 numbers in [0, 1) of the draw."""
    block = np.arange(-(-count // 4), dtype=np.uint64)
    random = words((block & LOW, block >> HIGH, *halves(draw)), halves(seed))
    return (random.reshape(-1)[:count] >> np.uint64(8)).astype(np.float32) * np.float32(2.0**-24)


def draws(keys, layers):
    """Seed and draw of every dropout layer of every step, in the order in which a run needs them."""
    for seed_low, seed_high, draw_low, draw_high in np.asarray(keys).view(np.uint32).tolist():
        for layer in range(layers):
            yield seed_low | seed_high << 32, ((draw_low | draw_high << 32) + layer) % 2**64


def halves(number):
    return number & 0xFFFF_FFFF, number >> 32
