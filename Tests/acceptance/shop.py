"""A shop of forty customers in a folder of its own, with a script and its lock."""

import pathlib
import tempfile

from segue import run

HEADER = "customer_id,email,order_date,invoice,quantity,unit_price\n"


def lines():
    """Orders of forty customers in three habits."""
    made = []
    for customer in range(40):
        for order in range((2, 5, 9)[customer % 3]):
            day, month = 1 + (customer * 7 + order * 5) % 28, 1 + (customer + order * 2) % 12
            price = f"{(customer * 13 + order * 7) % 50 + 1}.{(customer + order) % 10}5"
            made.append(
                f"C{1000 + customer},c{customer}@example.net,2025-{month:02}-{day:02},"
                f"I{customer}x{order},{1 + (customer + order) % 4},{price}\n")
    return made


def script(because="typing errors", threshold="100", as_of="2026-01-01", seed=42):
    return (
        "seg 1\n\n"
        f"param as_of: date = @{as_of}\n\n"
        'let orders = load "tx.csv"\n'
        f'  | drop quantity >= {threshold} because "{because}"\n'
        "  | expect rows >= 10\n\n"
        "orders | rfm as_of=as_of | scale zscore"
        f" | kmeans k in 2...5 seed={seed} | pick silhouette\n")


class Shop:
    """The folder; `test` removes it in the end."""

    def __init__(self, test, locked=True):
        folder = tempfile.TemporaryDirectory(prefix="segue-shop-")
        test.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write_data()
        self.write_script(script())
        if locked:
            done = self.segue("lock", "t.seg", "--quiet")
            assert done.code == 0, done.errors

    def write_data(self, rows=None, header=HEADER, name="tx.csv"):
        (self.folder / name).write_text(header + "".join(lines() if rows is None else rows))

    def write_script(self, text):
        (self.folder / "t.seg").write_text(text)

    @property
    def lock(self):
        return self.folder / "t.seg.lock"

    def segue(self, *arguments, **settings):
        return run(*arguments, folder=self.folder, **settings)
