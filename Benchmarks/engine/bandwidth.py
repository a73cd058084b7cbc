"""The memory bandwidth of this machine, and the bytes that a Lloyd pass reads."""

import concurrent.futures
import os
import time

import numpy as np

#: Much larger than every cache.
BYTES = 1 << 30


def read_gigabytes_per_second(repetitions=7):
    """The best of several passes over a gigabyte, on all processors.

    Each thread multiplies its part with itself and sums the result, one read per number and no write.
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
    # Pieces that one library call processes on one thread.
    return sum(np.dot(part[first:first + 8192], part[first:first + 8192])
               for first in range(0, part.size, 8192))


def lloyd_gigabytes(rows, columns):
    """The bytes that an iteration reads if no point is skipped and integers decide all of them.

    Coordinates as two-byte integers, padded to pairs, two bounds and the label of each point; with few
    products of columns and centres one of the bounds is not stored. The few points that integers do not
    decide are also read in single precision.
    """
    return rows * ((columns + 1) // 2 * 4 + 2 * 4 + 4) / 1e9
