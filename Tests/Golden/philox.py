"""Writes random.json: blocks of Philox4x32-10, from Random123 (published) and TensorFlow, checked
here.

Not called random.py: that would hide Python's own module from every script here.

    pip install torch keras tensorflow-cpu jax scipy numpy
"""

import golden
import numpy as np
import tensorflow as tf

MASK = 0xFFFFFFFF


def philox(counter, key, rounds=10):
    """Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3 (SC 2011)."""
    c, k = list(counter), list(key)
    for _ in range(rounds):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [second >> 32 ^ c[1] ^ k[0], second & MASK, first >> 32 ^ c[3] ^ k[1], first & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def philox64(counter, key):
    """The same with words of 64 bits, which NumPy has: it shows that the rounds above are right."""
    mask = (1 << 64) - 1
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2E7470EE14C6C93 * c[0], 0xCA5A826395121157 * c[2]
        c = [second >> 64 ^ c[1] ^ k[0], second & mask, first >> 64 ^ c[3] ^ k[1], first & mask]
        k = [(k[0] + 0x9E3779B97F4A7C15) & mask, (k[1] + 0xBB67AE8584CAA73B) & mask]
    return c


def tensorflow_words(counter, key, count):
    """`count` words from the blocks at `counter`, `counter` + 1, …"""
    join = lambda low, high: low | high << 32
    words = tf.raw_ops.StatelessRandomUniformFullIntV2(
        shape=[count], key=tf.constant([join(*key)], tf.uint64),
        counter=tf.constant([join(*counter[:2]), join(*counter[2:])], tf.uint64), alg=1,
        dtype=tf.uint32,
    )
    return [int(w) for w in words.numpy()]


def next_counter(counter):
    """The counter as one number of 128 bits, lowest word first, plus 1."""
    number = sum(w << 32 * i for i, w in enumerate(counter)) + 1
    return [number >> 32 * i & MASK for i in range(4)]


# NumPy's generator counts up before it draws.
drawn = np.random.Philox(counter=[4, 5, 6, 7], key=[8, 9]).random_raw(4)
assert [int(w) for w in drawn] == philox64([5, 5, 6, 7], [8, 9])

published = [  # philox4x32 10 in Random123's tests/kat_vectors
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([MASK] * 4, [MASK] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]
rng = golden.generator("philox")
words = lambda n: [int(w) for w in rng.integers(0, 1 << 32, n)]
singles = [(words(4), words(2)) for _ in range(6)]
singles += [([1, 0, 0, 0], [0, 0]), ([0, 1, 0, 0], [0, 0]), ([0, 0, 1, 0], [0, 0]),
    ([0, 0, 0, 1], [0, 0]), ([0] * 4, [1, 0]), ([0] * 4, [0, 1])]
cases = []
for i, (counter, key, output) in enumerate(published):
    assert philox(counter, key) == tensorflow_words(counter, key, 4) == output
    cases.append({"name": f"published {i}", "kind": "Philox4x32-10", "counter": counter, "key": key,
            "output": output})
for i, (counter, key) in enumerate(singles):
    output = tensorflow_words(counter, key, 4)
    assert philox(counter, key) == output
    cases.append({"name": f"block {i}", "kind": "Philox4x32-10", "counter": counter, "key": key,
            "output": output})
for name, counter in {
    "from 0": [0] * 4,
    "carry into the second word": [MASK - 1, 5, 0, 0],
    "carry into the third word": [MASK, MASK, 7, 0],
    "carry into the fourth word": [MASK, MASK, MASK, 9],
}.items():
    key = words(2)
    output = tensorflow_words(counter, key, 16)
    blocks, at = [], counter
    for _ in range(4):
        blocks += philox(at, key)
        at = next_counter(at)
    assert blocks == output, name
    cases.append({"name": f"sequence {name}", "kind": "Philox4x32-10 sequence", "counter": counter,
            "key": key, "output": output})

golden.write(
    "random.json",
    f"Random123 tests/kat_vectors (published), tensorflow {tf.__version__} (the rest), numpy "
    f"{np.__version__} (check)",
    "Words of 32 bits as numbers, in the order of Random123. A sequence is four blocks at counter, "
    "counter + 1, …, the counter "
    "being one number of 128 bits whose lowest word comes first.",
    cases,
)
