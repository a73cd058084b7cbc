"""What a refit, a fresh category and a decision made otherwise mean for somebody who has a lock."""

import json
import unittest

from documents import checked
from shop import Shop

HEADER = "customer_id,country,order_date,invoice,quantity,unit_price\n"
LEVELS = ("Sverige", "Norge", "Suomi")


def orders(customers, country=lambda customer: LEVELS[customer % 3]):
    """Two, five or nine orders of each customer."""
    return [
        f"C{1000 + customer},{country(customer)},2025-{1 + order:02}-{1 + customer % 28:02},"
        f"I{customer}x{order},{1 + order % 3},{10 + customer % 7}.50\n"
        for customer in customers for order in range((2, 5, 9)[customer % 3])]


NAMED = (
    'let segments = load "tx.csv" | drop country == "Danmark"\n'
    "  | features frequency = count_distinct(invoice) by customer_id | scale zscore\n"
    '  | kmeans k=2 seed=42 | name {frequency > 7 => "Often", else => "Seldom"}\n'
    "segments | select customer_id, segment | keep segment == 1\n")


class Refits(unittest.TestCase):
    def setUp(self):
        self.shop = Shop(self, locked=False)
        self.shop.write_data(orders(range(40)), header=HEADER)
        self.shop.write_script(NAMED)
        self.assertEqual(self.shop.segue("lock", "t.seg", "--quiet").code, 0)

    def grow(self):
        """So many who buy often that theirs is the largest segment."""
        more = [customer for customer in range(40, 220) if customer % 3 == 2]
        self.shop.write_data(orders(range(40)) + orders(more), header=HEADER)

    def test_a_number_that_means_another_crowd_is_told_before_it_is_locked(self):
        self.grow()
        verified = self.shop.segue("verify", "t.seg")
        self.assertEqual(verified.code, 5)
        self.assertIn("W0731", verified.text)
        old = self.shop.lock.read_text()
        told = self.shop.segue("lock", "t.seg")
        self.assertEqual(told.code, 0, told.errors)
        self.assertIn("`keep segment == 1` now means another segment", told.text)
        self.assertIn("matched by their customers", told.text)
        new = self.shop.lock.read_text()
        (self.shop.folder / "old.seg.lock").write_text(old)
        document = checked(
            self.shop.segue("diff", "old.seg.lock", "t.seg.lock", "--json").text, "diff")
        self.assertEqual([finding["code"] for finding in document["findings"]], ["W0731"])
        self.shop.lock.write_text(old)
        quiet = self.shop.segue("lock", "t.seg", "--quiet")
        self.assertIn("W0731", quiet.errors)
        self.shop.lock.write_text(old)
        document = checked(self.shop.segue("lock", "t.seg", "--json").text, "lock")
        self.assertEqual([finding["code"] for finding in document["findings"]], ["W0731"])
        self.assertEqual(self.shop.lock.read_text(), new)
        again = checked(self.shop.segue("lock", "t.seg", "--json").text, "lock")
        self.assertEqual((again["changed"], again["findings"]), (False, []))

    def test_a_name_that_goes_over_to_other_customers_is_told(self):
        self.grow()
        self.shop.write_script(NAMED.replace(
            '{frequency > 7 => "Often", else => "Seldom"}',
            '{customers > 50 => "Seldom", else => "Often"}'))
        told = self.shop.segue("lock", "t.seg")
        self.assertEqual(told.code, 0, told.errors)
        self.assertIn("what was called `Seldom` is called `Often` now", told.text)

    def test_new_levels_are_told_and_no_level_is_in_the_lock(self):
        lock = self.shop.lock.read_text()
        for level in LEVELS:
            self.assertNotIn(level, lock)
        columns = json.loads(lock)["inputs"]["tx"]["columns"]
        kept = {column["name"]: column.get("levels", []) for column in columns}
        self.assertEqual(len(kept.pop("country")), 3)
        self.assertEqual({name for name, levels in kept.items() if levels}, set())
        self.shop.write_data(
            orders(range(40), lambda customer: "Danmark" if customer == 4 else LEVELS[customer % 3]),
            header=HEADER, name="new.csv")
        done = self.shop.segue("apply", "t.seg.lock", "--input", "tx=new.csv", "-o", "out.csv")
        self.assertEqual(done.code, 0, done.errors)
        self.assertIn("`country` has a level that the locked data did not have", done.errors)
        document = checked(
            self.shop.segue(
                "apply", "t.seg.lock", "--input", "tx=new.csv", "-o", "out2.csv", "--json").text,
            "apply")
        told = document["drift"]["levels"]
        self.assertEqual([(entry["column"], entry["rows"]) for entry in told], [("country", 5)])
        self.assertEqual(told[0]["levels"], [{"level": "Danmark", "rows": 5}])

    def test_what_if_knows_the_other_ways_of_a_hierarchy(self):
        self.shop.write_script(
            'load "tx.csv" | rfm | log monetary | scale zscore | ward k=3\n'
            '  | name {monetary > 90 => "Large", else => "Small"} because "agreed"\n')
        document = checked(self.shop.segue("whatif", "t.seg", "--json").text, "whatif")
        decisions = document["models"][0]["decisions"]
        ways = {way["instead"] for d in decisions if d["at"] == "ward#1" for way in d["ways"]}
        self.assertEqual(
            ways, {
                "k=2", "k=4", "k=auto", "agglomerative linkage=average",
                "agglomerative linkage=complete"})
        self.assertNotIn("name#1", [decision["at"] for decision in decisions])
        shares = [decision["share"] for decision in decisions]
        self.assertEqual(shares, sorted(shares, reverse=True))
        for decision in decisions:
            self.assertIn(decision["decision"], decision["sentence"])


if __name__ == "__main__":
    unittest.main()
