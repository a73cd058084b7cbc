"""A nightly script that pushes rows through the decisions of a lock, as a team would run it."""

import csv
import io
import pathlib
import random
import tempfile
import unittest

from segue import run

HEADER = "customer_id,order_date,invoice,amount\n"

JUNE = """\
let orders = load "tx.csv"
  | drop amount <= 0 because "refunds"
orders | rfm as_of=@2026-01-01
  | winsorize monetary to 1%...99%
  | log frequency, monetary | scale zscore | kmeans k=4 seed=1
"""

NIGHT = """\
param day: path = "today.csv"
let june = locked "june.seg.lock"
load day
  | expect schema == june.inputs.tx.schema severity=note
  | apply june
  | expect unassigned_share <= 5%
  | expect psi(june) <= 0.5
"""


def orders(seed, customers, factor=1.0):
    """Lines of customers in four habits; one customer in fifty has refunds alone."""
    random_ = random.Random(seed)
    for customer in customers:
        for order in range((1, 3, 8, 20)[customer % 4]):
            day, month = random_.randint(1, 28), random_.randint(1, 12)
            amount = random_.uniform(5, 50) * (1 + customer % 3) * factor
            if customer % 50 == 0:
                amount = -amount
            yield f"C-{customer:04},2025-{month:02}-{day:02},I{customer}x{order},{amount:.2f}\n"


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


class Nightly(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-nightly-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("june.seg", JUNE)
        self.write("night.seg", NIGHT)
        self.write("tx.csv", HEADER + "".join(orders(1, range(400))))
        self.write("today.csv", HEADER + "".join(orders(2, range(200, 500))))
        self.assertEqual(self.segue("lock", "june.seg").code, 0)

    def write(self, name, text):
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text)

    def segue(self, *arguments):
        return run(*arguments, folder=self.folder)

    def assigned(self, *options, code=0):
        done = self.segue("run", "night.seg", "--format", "csv", "--quiet", *options)
        self.assertEqual(done.code, code, done.text + done.errors)
        return done

    def test_the_rows_are_those_of_segue_apply(self):
        for day in "today.csv", "tx.csv":
            inside = self.assigned("--day", day)
            outside = self.segue("apply", "june.seg.lock", "--input", f"tx={day}")
            self.assertEqual(outside.code, 0)
            self.assertEqual(table(inside.text), table(outside.text))
        rows = table(self.assigned().text)
        self.assertEqual(len(rows), 300)
        unassigned = [row for row in rows if not row["segment"]]
        self.assertEqual([row["customer_id"][-2:] in ("00", "50") for row in unassigned], [True] * 6)
        for row in unassigned:
            self.assertIn("drop amount <= 0", row["unassigned_reason"])

    def test_the_order_of_lines_is_nothing(self):
        before = self.assigned().text
        lines = (self.folder / "today.csv").read_text().splitlines(keepends=True)[1:]
        random.Random(5).shuffle(lines)
        self.write("today.csv", HEADER + "".join(lines))
        self.assertEqual(self.assigned("--threads", "1").text, before)

    def test_a_day_with_other_amounts_stops_the_job(self):
        self.write("today.csv", HEADER + "".join(orders(2, range(200, 500), factor=9)))
        done = self.assigned(code=4)
        self.assertIn("E0810", done.errors)
        self.assertIn("monetary", done.errors)

    def test_a_day_without_a_column_stops_at_the_check(self):
        self.write("today.csv", "customer_id,order_date,invoice\nC-1,2025-01-01,I1\n")
        done = self.segue("check", "night.seg")
        self.assertEqual(done.code, 5)
        self.assertIn("E0706", done.text + done.errors)
        outside = self.segue("apply", "june.seg.lock", "--input", "tx=today.csv")
        for words in "lacks a column of", "missing: `amount`":
            self.assertIn(words, done.text + done.errors)
            self.assertIn(words, outside.errors)

    def test_the_lock_of_the_job_names_the_lock_that_changed(self):
        self.assertEqual(self.segue("lock", "night.seg").code, 0)
        self.assertEqual(self.segue("verify", "night.seg").code, 0)
        self.write("june.seg", JUNE.replace("k=4", "k=3"))
        self.assertEqual(self.segue("lock", "june.seg").code, 0)
        done = self.segue("verify", "night.seg", "--json")
        self.assertEqual(done.code, 5)
        self.assertEqual(done.document["cause"], "data")
        self.assertIn("the lock `june.seg.lock` is another one", done.document["verdict"])
        refused = self.segue("run", "night.seg", "--locked")
        self.assertEqual(refused.code, 5)
        self.assertIn("E0703", refused.errors)

    def test_a_script_in_another_folder_finds_the_lock_beside_it(self):
        for name in "june.seg", "june.seg.lock":
            self.write(f"jobs/{name}", (self.folder / name).read_text())
        self.write("jobs/night.seg", NIGHT)
        for name in "june.seg", "june.seg.lock", "tx.csv":
            (self.folder / name).unlink()
        done = self.segue("run", "jobs/night.seg", "--format", "csv", "--quiet")
        self.assertEqual(done.code, 0, done.errors)
        self.assertEqual(len(table(done.text)), 300)

    def test_migration_agrees_with_both_assignments(self):
        self.write("moves.seg", NIGHT + "  | migrate june by customer_id\n")
        done = self.segue("run", "moves.seg", "--format", "csv", "--quiet")
        self.assertEqual(done.code, 0, done.errors)
        then = {row["customer_id"]: row["segment"] or "none" for row in table(
            self.segue("apply", "june.seg.lock", "--input", "tx=tx.csv").text)}
        now = {row["customer_id"]: row["segment"] or "none" for row in table(self.assigned().text)}
        expected = {}
        for customer in then.keys() | now.keys():
            pair = then.get(customer, "new"), now.get(customer, "gone")
            expected[pair] = expected.get(pair, 0) + 1
        found = {(row["from"], row["to"]): int(row["customers"]) for row in table(done.text)}
        self.assertEqual(found, expected)
        self.assertEqual(sum(found.values()), 500)


if __name__ == "__main__":
    unittest.main()
