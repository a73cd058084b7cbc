"""A script on earlier days: the same as run by hand on a file that was cut, and the same under a lock."""

import pathlib
import random
import tempfile
import unittest

from segue import SHARED, needs_shared, run

HEADER = "customer_id,order_date,invoice,amount\n"

SCRIPT = """\
param as_of: date = @{as_of}
load "{file}"
  | drop amount <= 0 because "refunds"
  | winsorize amount to 1%...99%
  | rfm as_of=as_of
  | log frequency, monetary | scale zscore | kmeans k=4 seed=1{end}
"""


def orders(customers):
    """Lines of customers in four habits over a year; every fifth one comes in its last third."""
    random_ = random.Random(3)
    lines = []
    for customer in range(customers):
        first = 9 if customer % 5 == 0 else 1
        for order in range((1, 3, 8, 20)[customer % 4]):
            day, month = random_.randint(1, 28), random_.randint(first, 12)
            amount = random_.uniform(5, 50) * (1 + customer % 3)
            lines.append((f"2025-{month:02}-{day:02}", f"C-{customer:04}", f"I{customer}x{order}", amount))
    return lines


class Windows(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-windows-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def table(self, name, lines, end="9999"):
        self.write(name, HEADER + "".join(
            f"{customer},{day},{invoice},{amount:.2f}\n"
            for day, customer, invoice, amount in lines if day <= end))

    def script(self, name, file, as_of, end=""):
        self.write(name, SCRIPT.format(file=file, as_of=as_of, end=end))

    def segue(self, *arguments):
        done = run(*arguments, folder=self.folder)
        self.assertEqual(done.code, 0, done.text + done.errors)
        return done

    def model(self, name):
        return self.segue("run", name, "--json").document["results"][-1]

    def test_by_hand(self):
        lines = orders(300)
        self.table("tx.csv", lines)
        self.script("today.seg", "tx.csv", "2025-12-31",
                    " | stability windows replicates=2 every=1 quarter")
        report = self.model("today.seg")["stability"][0]
        self.assertEqual(report["every"], "3 months")
        for window, (end, as_of) in zip(
                report["windows"], [("2025-09-31", "2025-09-30"), ("2025-06-31", "2025-06-30")],
                strict=True):
            self.assertEqual(window["end"], as_of)
            self.table("cut.csv", lines, end)
            self.script("then.seg", "cut.csv", as_of)
            then = self.model("then.seg")
            sizes = then["sizes"]
            self.assertEqual(window["customers"], sum(sizes))
            for segment in window["segments"]:
                if segment["earlier"]:
                    self.assertEqual(segment["earlier_size"], sizes[segment["earlier"] - 1])
            self.assertGreater(window["not_yet"], 0)

    def test_under_a_lock(self):
        self.table("tx.csv", orders(300))
        self.script("script.seg", "tx.csv", "2025-12-31", " | stability windows")
        self.script("plain.seg", "tx.csv", "2025-12-31")
        lock = self.folder / "script.seg.lock"
        self.segue("lock", "script.seg")
        first = lock.read_bytes()
        self.assertIn(b'"windows"', first)
        lock.unlink()
        self.segue("lock", "script.seg", "--threads", "1")
        self.assertEqual(lock.read_bytes(), first)
        self.segue("verify", "script.seg")
        self.segue("lock", "plain.seg")
        applied = [
            self.segue("apply", f"{name}.seg.lock", "--input", "tx=tx.csv").bytes
            for name in ("script", "plain")]
        self.assertEqual(applied[0], applied[1])

    @needs_shared
    def test_online_retail(self):
        self.write("retail.seg", f"""\
load "{SHARED}/data/online_retail.csv.gz"
  | drop Quantity <= 0 because "cancelled or corrected"
  | rfm id=CustomerID date=InvoiceDate amount=Quantity * UnitPrice order=InvoiceNo
  | log frequency, monetary | scale zscore | kmeans k=4 seed=1 restarts=5
  | stability windows replicates=2
""")
        report = self.model("retail.seg")["stability"][0]
        self.assertEqual([window["end"] for window in report["windows"]],
                         ["2011-11-09", "2011-10-09"])
        for window in report["windows"]:
            self.assertEqual(window["common"], window["customers"])
            self.assertTrue(0 < window["not_yet"] < 1000)
            self.assertTrue(0 < window["adjusted_rand"] < 1)
            self.assertTrue(0 < window["model_adjusted_rand"] <= 1)


if __name__ == "__main__":
    unittest.main()
