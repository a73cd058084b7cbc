"""The same script and rows give the same bytes: whatever the order, the threads, the build."""

import gzip
import hashlib
import pathlib
import random
import tempfile
import unittest

from segue import DEBUG, RELEASE, SHARED, findings, needs_debug, needs_shared, run, script

JOB = (
    'load "tx.csv" | drop customer_id is null because "guests" | keep quantity > 0 | dedupe'
    " | rfm | scale zscore | kmeans k in 2...10 | pick silhouette"
)


def shuffles(content, separator, count, folder):
    """Writes `tx.csv` with its lines in other orders, one after the other."""
    lines = content.rstrip(separator).split(separator)
    header, body = lines[0], lines[1:]
    order = random.Random(20_250_630)
    for _ in range(count):
        order.shuffle(body)
        (folder / "tx.csv").write_bytes(separator.join([header, *body, b""]))
        yield


class SameBytes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.content = run(
            "--format", "csv", "-e", "sample transactions customers=1500 seed=7 dirt=raw").bytes

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def setUp(self):
        (self.folder / "tx.csv").write_bytes(self.content)

    def test_row_order_moves_nothing(self):
        expected = findings(script(JOB, folder=self.folder))
        for _ in shuffles(self.content, b"\n", 20, self.folder):
            self.assertEqual(findings(script(JOB, folder=self.folder)), expected)

    def test_threads_move_nothing(self):
        outputs = {
            script(JOB, "--threads", count, folder=self.folder).bytes for count in (1, 2, 5)}
        self.assertEqual(len(outputs), 1)

    @needs_debug
    def test_debug_and_release_builds_agree(self):
        code = (
            "sample transactions customers=300 seed=7 | rfm | log monetary, frequency"
            " | scale zscore | kmeans k in 2...6 | pick silhouette")
        release = script(code, program=RELEASE)
        debug = script(code, program=DEBUG)
        self.assertEqual(release.bytes, debug.bytes)

    def test_made_up_data_are_the_same_bytes_on_every_machine(self):
        # The digest was written on x86-64 Linux; another machine must come to the same.
        digest = hashlib.sha256(self.content).hexdigest()
        self.assertEqual(digest, GENERATED, "the generator gives other bytes than it used to")

    def test_what_an_error_says_is_the_same_twice(self):
        outputs = {
            run("-e", "sample transactions customers=20 seed=1 | keep quantty > 0").errors
            for _ in range(5)}
        self.assertEqual(len(outputs), 1)

    @needs_shared
    def test_row_order_moves_nothing_on_online_retail(self):
        with gzip.open(SHARED / "data" / "online_retail.csv.gz") as file:
            content = file.read()
        code = (
            'load "tx.csv" | drop CustomerID is null because "guests"'
            ' | drop starts_with(InvoiceNo, "C") because "cancellations"'
            " | keep Quantity > 0 and UnitPrice > 0 | dedupe"
            " | rfm | scale zscore | kmeans k in 2...10 | pick silhouette")
        (self.folder / "tx.csv").write_bytes(content)
        expected = findings(script(code, folder=self.folder))
        for _ in shuffles(content, b"\r\n", 20, self.folder):
            self.assertEqual(findings(script(code, folder=self.folder)), expected)


# SHA-256 of `sample transactions customers=1500 seed=7 dirt=raw` as CSV.
GENERATED = "08477c2b44489d744424f1d658dc4a5f291389f636356767a2144445e9c2766d"

if __name__ == "__main__":
    unittest.main()
