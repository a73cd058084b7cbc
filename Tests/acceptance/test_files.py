"""Files as they come: each is read exactly, or refused with a place and something to write."""

import json
import unittest

from segue import SHARED, needs_shared, run, script

DATA = SHARED / "data"


@needs_shared
class Files(unittest.TestCase):
    def test_cells_of_csv_spectrum(self):
        for path in sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv")):
            with self.subTest(path.stem):
                with open(DATA / "csv-spectrum" / "json" / f"{path.stem}.json") as file:
                    expected = json.load(file)
                value = script(f'load "{path}" types=text').document["results"][0]
                names = [column["name"] for column in value["columns"]]
                found = [dict(zip(names, [c or "" for c in row])) for row in value["rows"]]
                self.assertEqual(found, expected)

    def test_orders_with_names_for_ids(self):
        result = script(
            f'load "{DATA}/rfm_data_orders.csv" | rfm as_of=@2006-12-31 | scale zscore')
        self.assertEqual(result.decision("load#1")["rows"], 4906)
        self.assertEqual(result.decision("rfm/features#1")["rows_out"], 995)

    def test_fixed_width_cdnow_with_days_as_numbers(self):
        code = f'load "{DATA}/cdnow/CDNOW_sample.txt" header=none'
        value = script(code).document["results"][0]
        self.assertEqual(len(value["rows"]), 6919)
        self.assertEqual(value["rows"][0][:2], ["00004", "0001"])
        refused = run("-e", code + " | rfm")
        self.assertEqual(refused.code, 1)
        self.assertIn("column_1", refused.errors)

    def test_cdnow_summary(self):
        code = f'load "{DATA}/cdnow/cdnow_customers_summary_with_transactions.csv"'
        value = script(code).document["results"][0]
        self.assertEqual(len(value["rows"]), 2357)

    def test_wholesale_customers(self):
        result = script(
            f'load "{DATA}/customers/wholesale_customers.csv"'
            " | features fresh=sum(Fresh), milk=sum(Milk), grocery=sum(Grocery) by CustomerId"
            " | log fresh, milk, grocery | scale zscore | kmeans k in 2...5 | pick silhouette")
        self.assertEqual(result.document["results"][0]["rows"], 440)

    def test_card_holders_whose_missing_limits_are_an_error_with_fixes(self):
        refused = run(
            "-e",
            f'load "{DATA}/customers/cc_general.csv"'
            " | features minimum=sum(MINIMUM_PAYMENTS), balance=sum(BALANCE) by CUST_ID"
            " | scale zscore | kmeans k=3")
        self.assertIn(refused.code, (1, 3))
        self.assertIn("MINIMUM", refused.errors.upper())
        self.assertIn("fill", refused.errors)

    def test_telephone_customers_without_an_id(self):
        code = f'load "{DATA}/customers/telco_churn.csv"'
        self.assertEqual(script(code).decision("load#1")["rows"], 7043)
        refused = run("-e", code + " | rfm")
        self.assertEqual(refused.code, 1)
        self.assertIn("columns here", refused.errors)


class Refusals(unittest.TestCase):
    def test_missing_file_is_an_error_that_names_it(self):
        refused = run("-e", 'load "nowhere.csv" | rfm')
        self.assertIn(refused.code, (1, 3))
        self.assertIn("nowhere.csv", refused.errors)

    def test_errors_are_on_standard_error_and_the_code_says_so(self):
        refused = run("-e", "sample transactions customers=20 | keep quantty > 0")
        self.assertEqual(refused.code, 1)
        self.assertEqual(refused.bytes, b"")
        self.assertIn("did you mean `quantity`?", refused.errors)


if __name__ == "__main__":
    unittest.main()
