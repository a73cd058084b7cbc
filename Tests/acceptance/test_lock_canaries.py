"""Nothing of a person is in a lock or in what is printed about one."""

import base64
import hashlib
import json
import pathlib
import random
import tempfile
import unittest

from segue import run

NAMES = ["Wilhelmina", "Bartholomew", "Persephone", "Thaddeus", "Clementine", "Ezekiel"]
HEADER = "customer_id,full_name,email,phone,order_date,invoice,quantity,unit_price\n"


class Person:
    """Somebody whose id, name, e-mail and telephone cannot be in a file by chance."""

    def __init__(self, number, numeric):
        self.id = str(7340218891 + 104_729 * number) if numeric else f"KANARIE-{88_000 + number}-Q"
        self.name = f"{NAMES[number % 6]} Quokkasson{number:03}"
        self.email = f"{NAMES[number % 6].lower()}.quokka{number:03}@canary-mail.example"
        self.phone = f"+49 176 {55_510_000 + 37 * number}"
        self.orders = (2, 5, 9)[number % 3]

    @property
    def marks(self):
        return [
            self.id, self.name, self.email, self.phone, self.phone.replace(" ", ""),
            self.phone.split()[-1], self.email.split("@")[0], *self.name.split()]

    def lines(self, number):
        for order in range(self.orders):
            day, month = 1 + (number * 7 + order * 5) % 28, 1 + (number + order * 2) % 12
            yield (
                f"{self.id},{self.name},{self.email},{self.phone},2025-{month:02}-{day:02},"
                f"R{number}x{order},{1 + (number + order) % 4},{(number * 13 + order * 7) % 50 + 1}.5\n")


def written(mark):
    """The ways in which a text may be in another one without being read at once."""
    raw = mark.encode()
    yield mark
    yield mark.lower()
    yield mark[::-1]
    yield raw.hex()
    yield raw.hex().upper()
    yield "%" .join(["", *[f"{byte:02X}" for byte in raw]])
    yield "".join(f"\\u{ord(c):04x}" for c in mark)
    for shift in range(3):
        # In base64 a text looks otherwise by its place; the ends depend on the neighbours.
        code = base64.b64encode(b"\0" * shift + raw).decode()
        yield code[4 if shift else 0:].rstrip("=")[:-1]
    for digest in ("md5", "sha1", "sha256", "sha512"):
        yield hashlib.new(digest, raw).hexdigest()
        yield base64.b64encode(hashlib.new(digest, raw).digest()).decode()
    if mark.isdigit():
        yield f"{int(mark):,}"
        yield f"{int(mark):x}"
        yield f"{float(mark):.4e}"


class Canaries(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="segue-canary-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "ids.key").write_bytes(random.Random(3).randbytes(32))

    def make(self, numeric):
        self.people = [Person(number, numeric) for number in range(40)]
        lines = [line for n, person in enumerate(self.people) for line in person.lines(n)]
        self.write(lines)
        (self.folder / "t.seg").write_text(
            'let orders = load "tx.csv"\n'
            '  | drop customer_id is null because "guests"\n'
            '  | derive vip = starts_with(full_name, "Q")\n'
            "  | expect quantity < 100\n"
            "orders | rfm as_of=@2026-01-01 | scale zscore | kmeans k in 2...5 | pick silhouette\n"
            "orders | rfm as_of=@2026-01-01 | scale robust | kmeans k=3 | profile\n")
        return lines

    def write(self, lines):
        (self.folder / "tx.csv").write_text(HEADER + "".join(lines))

    def segue(self, *arguments):
        done = run(*arguments, folder=self.folder)
        self.assertIn(done.code, (0, 4, 5), done.errors)
        return done

    def check_silence(self, **texts):
        forms = {
            form: mark for person in self.people for mark in person.marks for form in written(mark)}
        for name, text in texts.items():
            self.assertGreater(len(text), 60, f"{name} says something")
            found = sorted({mark for form, mark in forms.items() if form in text})
            self.assertEqual(found, [], f"in {name}")

    def test_the_marks_would_be_found(self):
        self.make(numeric=False)
        person = self.people[0]
        for text in (
            (self.folder / "tx.csv").read_text(), f"x{person.email}x".encode().hex(),
            base64.b64encode(b"ab" + person.id.encode() + b"c").decode(),
            hashlib.sha256(person.id.encode()).hexdigest() + " " * 60,
        ):
            with self.assertRaises(AssertionError):
                self.check_silence(text=text + " " * 60)

    def test_no_person_is_in_a_lock_or_in_a_report(self):
        for numeric in (False, True):
            for key in ([], ["--id-key-file", "ids.key"]):
                with self.subTest(numeric=numeric, keyed=bool(key)):
                    lines = self.make(numeric)
                    self.follow(lines, key)

    def follow(self, lines, key):
        lock = self.folder / "t.seg.lock"
        lock.unlink(missing_ok=True)
        first = self.segue("lock", "t.seg", *key)
        self.assertEqual(first.code, 0, first.errors)
        old = lock.read_text()
        self.assertEqual('"keyed"' in old, bool(key))
        if key:
            self.assertNotIn((self.folder / "ids.key").read_bytes().hex(), old)
        self.check_silence(lock=old, told=first.text + first.errors)
        (self.folder / "old.lock").write_text(old)

        changes = {
            "a row less": lines[:-1],
            "a customer less": lines[self.people[0].orders:],
            "another name": [line.replace("Quokkasson001", "Quokkasson002") for line in lines],
            "a row that an expectation stops": [
                *lines[:-1], lines[-1].rsplit(",", 2)[0] + ",500,9.5\n"],
        }
        for name, changed in changes.items():
            with self.subTest(name):
                self.write(changed)
                done = self.segue(
                    "verify", "t.seg", *key, "--summary", "s.md", "--junit", "j.xml")
                self.assertEqual(done.code, 5, name)
                self.check_silence(
                    verify=done.text, json=self.segue("verify", "t.seg", *key, "--json").text,
                    summary=(self.folder / "s.md").read_text(),
                    junit=(self.folder / "j.xml").read_text())
        self.write(changes["a customer less"])
        second = self.segue("lock", "t.seg", *key)
        self.check_silence(
            second=lock.read_text(), difference=second.text,
            diff=self.segue("diff", "old.lock", "t.seg.lock").text,
            diff_json=self.segue("diff", "old.lock", "t.seg.lock", "--json").text,
            lock_json=self.segue("lock", "t.seg", *key, "--json").text)


if __name__ == "__main__":
    unittest.main()
