"""How fast this machine reads memory, and how much of it a pass of Lloyd reads."""

import concurrent.futures
import os
import time

import numpy as np

#: Far beyond every cache.
BYTES = 1 << 30


def read_gigabytes_per_second(repetitions=7):
    """The best of several passes over a gigabyte, all processors at a time.

    Each thread sums its part up by a product with itself, one read per number and no write.
    """
    threads = len(os.sched_getaffinity(0))
    parts = [np.ones(BYTES // 8 // threads) for _ in range(threads)]
    best = float("inf")
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        for _ in range(repetitions):
            start = time.perf_counter()
            list(pool.map(read, parts))
            best = min(best, time.perf_counter() - start)
    return BYTES / best / 1e9


def read(part):
    # Pieces that one call of the library does on one thread.
    return sum(np.dot(part[first:first + 8192], part[first:first + 8192])
               for first in range(0, part.size, 8192))


def lloyd_gigabytes(rows, columns):
    """What an iteration reads where no point is passed over and whole numbers decide all of them.

    Coordinates in whole numbers of two bytes, filled up to pairs, two bounds and the label of each point;
    with few products of columns and centres one of the bounds is not kept. The few points that whole
    numbers do not decide are read in single precision besides.
    """
    return rows * ((columns + 1) // 2 * 4 + 2 * 4 + 4) / 1e9
