"""The made-up transactions have the faults that they promise, and only where they are asked for."""

import csv
import datetime
import io
import unittest

from segue import run


COLUMNS = (
    "invoice, stock_code, description, quantity, order_date, unit_price, customer_id, country, email")


def lines(arguments):
    """The rows of `sample transactions …` as dictionaries of text, e-mails among them."""
    result = run(
        "--format", "csv", "-e", f"sample transactions {arguments} | show {COLUMNS} reveal=true")
    assert result.code == 0, result.errors
    return list(csv.DictReader(io.StringIO(result.text)))


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.usual = lines("customers=1000 seed=7")
        cls.raw = lines("customers=1000 seed=7 dirt=raw")

    def share(self, matches, rows=None):
        rows = rows or self.usual
        return sum(map(matches, rows)) / len(rows)

    def test_faults_occur_about_as_often_as_the_manual_says(self):
        self.assertAlmostEqual(self.share(lambda r: r["customer_id"] == ""), 0.04, delta=0.01)
        orders = {r["invoice"]: r for r in self.usual}.values()
        cancelled = self.share(lambda r: r["invoice"].startswith("C"), list(orders))
        self.assertAlmostEqual(cancelled, 0.02, delta=0.01)
        large = self.share(lambda r: abs(int(r["quantity"])) >= 1000)
        self.assertAlmostEqual(large, 0.0002, delta=0.0002)
        copies = len(self.usual) - len({tuple(r.values()) for r in self.usual})
        self.assertAlmostEqual(copies / len(self.usual), 0.01, delta=0.005)

    def test_cancellations_take_back_a_line_that_was_bought(self):
        bought = {
            (r["customer_id"], r["stock_code"], int(r["quantity"]), r["unit_price"])
            for r in self.usual if not r["invoice"].startswith("C")}
        for row in self.usual:
            if row["invoice"].startswith("C"):
                self.assertLess(int(row["quantity"]), 0)
                self.assertIn(
                    (row["customer_id"], row["stock_code"], -int(row["quantity"]),
                     row["unit_price"]), bought)
            else:
                self.assertGreater(int(row["quantity"]), 0)

    def test_days_lie_in_the_two_years_and_invoices_count_up_with_them(self):
        days = [r["order_date"] for r in self.usual]
        self.assertEqual(days, sorted(days))
        self.assertLessEqual(days[-1], "2025-12-31")
        self.assertGreaterEqual(days[0], "2024-01-02")
        later = lines("customers=50 seed=7 until=@2020-06-30")
        self.assertLessEqual(max(r["order_date"] for r in later), "2020-06-30")

    def test_raw_dates_are_the_same_days_in_two_forms(self):
        forms = {"/": 0, "-": 0}
        for row, typed in zip(self.raw, self.usual, strict=True):
            text = row["order_date"]
            if "/" in text:
                forms["/"] += 1
                text = datetime.datetime.strptime(text, "%d/%m/%Y").date().isoformat()
            else:
                forms["-"] += 1
            self.assertEqual(text, typed["order_date"])
            self.assertEqual(
                {k: v for k, v in row.items() if k != "order_date"},
                {k: v for k, v in typed.items() if k != "order_date"})
        self.assertAlmostEqual(forms["/"] / len(self.raw), 0.2, delta=0.03)
        self.assertTrue(any(int(r["order_date"][:2]) > 12 for r in self.raw if "/" in r["order_date"]))

    def test_without_dirt_there_is_none(self):
        clean = lines("customers=300 seed=7 dirt=none")
        self.assertTrue(all(r["customer_id"] for r in clean))
        self.assertTrue(all(0 < int(r["quantity"]) < 1000 for r in clean))
        self.assertTrue(all("@example." in r["email"] for r in clean))

    def test_a_customer_buys_the_same_whatever_the_number_of_others(self):
        def of(rows):
            return [
                (r["stock_code"], r["quantity"], r["order_date"], r["unit_price"])
                for r in rows if r["customer_id"] == "10017"]
        few = of(lines("customers=100 seed=7"))
        self.assertTrue(few)
        self.assertEqual(sorted(few), sorted(of(self.usual)))

    def test_another_seed_gives_other_lines(self):
        self.assertNotEqual(lines("customers=20 seed=1"), lines("customers=20 seed=2"))


if __name__ == "__main__":
    unittest.main()
