"""One change at a time, and what `segue verify` names as its cause."""

import hashlib
import html
import json
import pathlib
import random
import re
import tempfile
import unittest

from documents import checked, junit
from faults import read_only
from segue import DEBUG, PACKAGE, SHARED, needs_debug, needs_shared, run
from shop import HEADER, Shop, lines, script


def resealed(text):
    """A lock with the checksum that belongs to what is in it now."""
    rest = re.sub(r'^  "checksum": ".*",\n', "", text[2:])
    digest = hashlib.sha256(rest.encode()).hexdigest()
    return "{\n" + f'  "checksum": "{digest}",\n' + rest


class Causes(unittest.TestCase):
    def setUp(self):
        self.shop = Shop(self)

    def verify(self, *options, code, cause, words):
        """Verifies for a reader, a program, a pull request and a CI server, who all learn the same."""
        options = ["verify", "t.seg", *options]
        done = self.shop.segue(*options, "--summary", "s.md", "--junit", "j.xml")
        self.assertEqual(done.code, code, done.text + done.errors)
        document = checked(self.shop.segue(*options, "--json").text, "verify")
        self.assertEqual(document["holds"], code == 0)
        self.assertEqual(document["cause"], cause, document["verdict"])
        summary = html.unescape((self.shop.folder / "s.md").read_text().replace("\\", ""))
        suite = junit(self.shop.folder / "j.xml")
        failed = suite.findall("testcase[failure]")
        self.assertEqual([case.get("name") for case in failed], [cause] if cause else [])
        for word in words:
            self.assertIn(word, document["verdict"])
            self.assertIn(word, done.text)
            self.assertIn(word, summary)
            if failed:
                self.assertIn(word, failed[0][0].get("message"))
        return document

    def same(self, words="everything is as the lock says"):
        self.verify(code=0, cause=None, words=[words])

    def differs(self, cause, *words, options=()):
        return self.verify(*options, code=5, cause=cause, words=words)

    def test_nothing(self):
        self.same()

    def test_a_comment(self):
        self.shop.write_script("# Agreed with Finance.\n" + script() + "# The end.\n")
        self.same()

    def test_layout(self):
        self.shop.write_script(script().replace("\n  |", "   |").replace(" | ", "\n    |   "))
        self.assertEqual(self.shop.segue("fmt", "--check", "t.seg").code, 1)
        self.same()

    def test_a_reason(self):
        self.shop.write_script(script(because="parcels"))
        self.differs(
            "script", "`drop quantity >= 100`", "the reason was “typing errors” and is “parcels”")

    def test_a_threshold(self):
        self.shop.write_script(script(threshold="4"))
        self.differs("script", "`drop quantity >= 100` is now `drop quantity >= 4`")

    def test_a_threshold_that_changes_no_row(self):
        self.shop.write_script(script(threshold="99"))
        self.differs("script", "`drop quantity >= 100` is now `drop quantity >= 99`", "all else is")

    def test_a_decision_more(self):
        self.shop.write_script(script().replace("  | expect", "  | drop quantity == 1\n  | expect"))
        self.differs("script", "1 decision added")

    def test_a_param(self):
        self.shop.write_script(script(as_of="2026-02-01"))
        self.differs("script", "param `as_of`: 2026-01-01 → 2026-02-01")

    def test_a_param_of_the_command_line(self):
        self.differs(
            "script", "param `as_of`: 2026-01-01 → 2026-02-01", options=["--as_of", "2026-02-01"])

    def test_a_locked_param_is_taken_from_the_lock(self):
        self.assertEqual(
            self.shop.segue("lock", "t.seg", "--as_of", "2026-03-01", "--quiet").code, 0)
        self.same()

    def test_a_seed_of_the_script(self):
        self.shop.write_script(script(seed=43))
        self.differs("script", "seed=42", "seed=43")

    def test_a_seed_of_the_command_line(self):
        self.shop.write_script(script().replace(" seed=42", ""))
        self.assertEqual(self.shop.segue("lock", "t.seg", "--quiet").code, 0)
        self.same()
        self.differs("script", "another seed: 1 → 2", options=["--seed", "2"])

    def test_a_cell(self):
        rows = lines()
        rows[7] = re.sub(r",([0-9.]+)\n$", ",99.5\n", rows[7])
        self.shop.write_data(rows)
        self.differs(
            "data", "the data changed: `tx.csv` has other values in `unit_price`",
            "as many rows as before", "schema the same")

    def test_a_row_more(self):
        self.shop.write_data(lines() + ["C9999,n@example.net,2025-03-03,I9,1,9.95\n"])
        self.differs("data", "`tx.csv` has 1 row more (210 → 211), schema the same")

    def test_a_row_fewer(self):
        self.shop.write_data(lines()[:-1])
        self.differs("data", "`tx.csv` has 1 row fewer (210 → 209), schema the same")

    def test_a_row_more_that_a_decision_takes_out_again(self):
        self.shop.write_data(lines() + ["C9999,n@example.net,2025-03-03,I9,500,9.95\n"])
        document = self.differs("data", "1 row more")
        states = {level["title"]: level["state"] for level in document["levels"]}
        self.assertEqual(states["labels"], "same")

    def test_rows_in_another_order(self):
        rows = lines()
        random.Random(7).shuffle(rows)
        self.shop.write_data(rows)
        self.same("the rows of `tx.csv` were reordered only")
        # A lock of the same rows in another order is another lock only by the digest of the file.
        old = json.loads(self.shop.lock.read_text())
        self.assertEqual(self.shop.segue("lock", "t.seg", "--quiet").code, 0)
        new = json.loads(self.shop.lock.read_text())
        for lock in (old, new):
            del lock["checksum"], lock["inputs"]["tx"]["sha256"]
        self.assertEqual(old, new)

    def test_a_column_under_another_name(self):
        self.shop.write_data(header=HEADER.replace("email", "contact"))
        self.differs("data", "`email` is missing", "`contact` is new")

    def test_a_column_that_a_stage_needs_under_another_name(self):
        self.shop.write_data(header=HEADER.replace("quantity", "pieces"))
        done = self.shop.segue("verify", "t.seg")
        self.assertIn(done.code, (1, 5), done.errors)
        self.assertIn("quantity", done.text + done.errors)

    def test_a_file_that_is_gone(self):
        (self.shop.folder / "tx.csv").unlink()
        done = self.shop.segue("verify", "t.seg", "--json")
        self.assertEqual(done.code, 3, done.errors)
        self.assertIn("tx.csv", done.errors)


class Locks(unittest.TestCase):
    """The lock itself: what it is made of, and what is refused."""

    def setUp(self):
        self.shop = Shop(self)

    def refused(self, code, *words, exit_code=5):
        for command in (
            ["verify", "t.seg"], ["run", "t.seg", "--locked"], ["diff", "t.seg.lock", "t.seg.lock"],
            ["apply", "t.seg.lock", "--input", "tx.csv"],
        ):
            with self.subTest(command[0]):
                done = self.shop.segue(*command)
                self.assertEqual(done.code, exit_code, done.errors)
                for word in (code, "t.seg.lock", *words):
                    self.assertIn(word, done.errors)
                again = self.shop.segue(*command, "--json")
                self.assertEqual(again.code, exit_code)
                problems = checked(again.text, "refused")["problems"]
                self.assertEqual([p["code"] for p in problems], [code])

    def test_locking_twice_gives_the_same_bytes_and_says_so(self):
        once = self.shop.lock.read_bytes()
        times = self.shop.lock.stat()
        done = self.shop.segue("lock", "t.seg")
        self.assertIn("already says this", done.errors)
        self.assertEqual(self.shop.lock.stat(), times)
        self.shop.lock.unlink()
        self.assertEqual(self.shop.segue("lock", "t.seg", "--quiet").code, 0)
        self.assertEqual(self.shop.lock.read_bytes(), once)

    def test_any_number_of_threads_gives_the_same_bytes(self):
        once = self.shop.lock.read_bytes()
        for threads in (1, 2, 5):
            self.shop.lock.unlink()
            done = self.shop.segue("lock", "t.seg", "--quiet", "--threads", threads)
            self.assertEqual(done.code, 0, done.errors)
            self.assertEqual(self.shop.lock.read_bytes(), once, f"{threads} threads")

    @needs_debug
    def test_another_build_gives_the_same_bytes(self):
        once = self.shop.lock.read_bytes()
        self.shop.lock.unlink()
        done = self.shop.segue("lock", "t.seg", "--quiet", program=DEBUG)
        self.assertEqual(done.code, 0, done.errors)
        self.assertEqual(self.shop.lock.read_bytes(), once)

    def test_a_flipped_bit_is_noticed_wherever_it_is(self):
        whole = self.shop.lock.read_bytes()
        # All of the head with the checksum, all of the end, and every 97th byte between.
        places = sorted({*range(0, 110, 5), *range(110, len(whole), 97), len(whole) - 1})
        for place in places:
            changed = bytearray(whole)
            changed[place] ^= 1 << place % 8
            self.shop.lock.write_bytes(changed)
            done = self.shop.segue("diff", "t.seg.lock", "t.seg.lock")
            self.assertNotEqual(done.code, 0, f"byte {place}")
            self.assertRegex(done.errors, "E070[124]", f"byte {place}")

    def test_an_edited_number_is_noticed(self):
        text = self.shop.lock.read_text()
        edited = text.replace('"rows_in": 210', '"rows_in": 211', 1)
        self.assertNotEqual(text, edited)
        self.shop.lock.write_text(edited)
        self.refused("E0702", "its checksum does not fit", "git checkout")

    def test_an_edited_number_with_a_new_checksum_is_a_difference(self):
        edited = self.shop.lock.read_text().replace('"rows_in": 210', '"rows_in": 211', 1)
        self.shop.lock.write_text(resealed(edited))
        done = self.shop.segue("verify", "t.seg", "--json")
        self.assertEqual(done.code, 5)
        self.assertEqual(checked(done.text, "verify")["cause"], "decisions")

    def test_half_a_lock_is_refused(self):
        text = self.shop.lock.read_text()
        self.shop.lock.write_text(text[: len(text) // 2])
        self.refused("E0701", "cut off")

    def test_a_lock_that_two_people_changed_is_refused(self):
        text = self.shop.lock.read_text()
        merged = text.replace(
            '  "seed"', '<<<<<<< ours\n  "seed": 2,\n=======\n>>>>>>> theirs\n  "seed"', 1)
        self.assertNotEqual(text, merged)
        self.shop.lock.write_text(merged)
        self.refused("E0701")

    def test_a_newer_format_is_refused_with_the_version_that_reads_it(self):
        text = self.shop.lock.read_text()
        version = re.search(r'"segue": "([^"]+)"', text)[1]
        newer = re.sub(r'("lock": )\d+', r"\g<1>99", text).replace(version, "7.8.9")
        self.shop.lock.write_text(resealed(newer))
        self.refused("E0704", "newer format (99)", "segue 7.8.9", "can read it")

    def test_an_older_format_is_read(self):
        text = self.shop.lock.read_text()
        number = int(re.search(r'"lock": (\d+)', text)[1])
        # The first format: without anything that later ones added.
        lock = json.loads(text)
        first = re.sub(r'("lock": )\d+', r"\g<1>1", text)
        if number > 1 and "outputs" in lock:
            first = re.sub(r'  "outputs": (\{\}|\[\]|\{\n.*?\n  \}|\[\n.*?\n  \]),\n', "", first, flags=re.S)
        self.shop.lock.write_text(resealed(first))
        done = self.shop.segue("verify", "t.seg")
        self.assertEqual(done.code, 0, done.text + done.errors)

    def test_there_is_none(self):
        self.shop.lock.unlink()
        done = self.shop.segue("verify", "t.seg", "--json")
        self.assertEqual(done.code, 5)
        self.assertEqual(checked(done.text, "refused")["problems"][0]["code"], "E0709")
        self.assertIn("segue lock t.seg", done.errors)


class Reading(unittest.TestCase):
    """`verify` writes nothing but what it was asked for."""

    def setUp(self):
        self.shop = Shop(self, locked=False)
        self.shop.write_script(
            script() + 'let given = orders | export "out.csv" as csv\n'
            'let read = load "bad.csv" rejects=2 rejects_to="rejects.csv"\n')
        (self.shop.folder / "bad.csv").write_text("a,b\n1,2\n3\n4,5\n")
        done = self.shop.segue("lock", "t.seg", "--quiet")
        self.assertEqual(done.code, 0, done.errors)

    def state(self):
        return {
            p.name: (p.stat().st_mtime_ns, p.stat().st_ino, p.read_bytes())
            for p in self.shop.folder.iterdir()}

    def test_locking_writes_the_lock_alone(self):
        self.assertEqual(
            sorted(self.state()), ["bad.csv", "t.seg", "t.seg.lock", "tx.csv"])

    def test_nothing_is_written_where_nothing_can_be(self):
        before = self.state()
        changed = {"t.seg": script(threshold="4"), "tx.csv": HEADER + "".join(lines()[:-1])}
        with read_only(self.shop.folder, self):
            self.assertEqual(self.shop.segue("verify", "t.seg").code, 0)
        self.assertEqual(self.state(), before)
        for name, text in changed.items():
            (self.shop.folder / name).write_text(text)
            before = self.state()
            with read_only(self.shop.folder, self):
                done = self.shop.segue("verify", "t.seg")
                self.assertEqual(done.code, 5, done.errors)
            self.assertEqual(self.state(), before)


class Commands(unittest.TestCase):
    """The other commands of a lock."""

    def setUp(self):
        self.shop = Shop(self)

    def test_lock_tells_what_is_different_before_it_writes(self):
        self.shop.write_script(script(threshold="4"))
        done = self.shop.segue("lock", "t.seg")
        self.assertEqual(done.code, 0)
        self.assertIn("`drop quantity >= 100` is now `drop quantity >= 4`", done.text)
        self.assertIn("replaced t.seg.lock", done.errors)
        self.assertEqual(self.shop.segue("verify", "t.seg").code, 0)

    def test_lock_for_a_program(self):
        document = checked(self.shop.segue("lock", "t.seg", "--json").text, "lock")
        self.assertFalse(document["changed"])
        self.shop.write_script(script(threshold="4"))
        document = checked(self.shop.segue("lock", "t.seg", "--json").text, "lock")
        self.assertTrue(document["changed"])

    def test_apply_gives_the_locked_customers_their_segments(self):
        done = self.shop.segue(
            "apply", "t.seg.lock", "--input", "tx=tx.csv", "-o", "out.csv", "--quiet")
        self.assertEqual(done.code, 0, done.errors)
        sizes = json.loads(self.shop.lock.read_text())["models"][0]["sizes"]
        rows = (self.shop.folder / "out.csv").read_text().splitlines()
        self.assertEqual(
            rows[0], "customer_id,segment,distance,confidence,unassigned_reason")
        found = [int(row.split(",")[1]) for row in rows[1:]]
        self.assertEqual([found.count(k + 1) for k in range(len(sizes))], sizes)

    def test_apply_for_a_program(self):
        apply = ["apply", "t.seg.lock", "--input", "tx.csv", "--json"]
        rows = checked(self.shop.segue(*apply).text, "apply")["rows"]
        self.assertEqual([row["id"] for row in rows], [f"C{n}" for n in range(1000, 1040)])
        document = checked(self.shop.segue(*apply, "-o", "out.csv").text, "apply")
        self.assertNotIn("rows", document)
        self.assertEqual(document["customers"], 40)
        self.assertEqual(sum(s["size"] for s in document["segments"]), 40)

    def test_apply_gives_a_reason_to_everybody_who_has_no_row_left(self):
        self.shop.write_data(
            ["C1,a@example.net,2025-05-05,I1,500,9.95\n", "C2,b@example.net,2025-05-05,I2,700,1.5\n"],
            name="new.csv")
        done = self.shop.segue("apply", "t.seg.lock", "--input", "tx=new.csv", "--quiet")
        self.assertEqual(done.code, 0, done.errors)
        rows = done.text.splitlines()[1:]
        self.assertEqual([row.split(",")[:4] for row in rows], [["C1", "", "", ""], ["C2", "", "", ""]])
        for row in rows:
            self.assertIn("drop quantity >= 100", row)

    def test_apply_says_by_its_code_that_there_is_nothing_new(self):
        apply = [
            "apply", "t.seg.lock", "--input", "tx.csv", "-o", "out.csv", "--quiet", "--skip-code"]
        self.assertEqual(self.shop.segue(*apply).code, 0)
        def written():
            # Reading a file may move the time of its last access.
            status = (self.shop.folder / "out.csv").stat()
            return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        before = written()
        self.assertEqual(self.shop.segue(*apply).code, 99)
        self.assertEqual(written(), before)
        # Without the option nothing new is no reason to end otherwise.
        self.assertEqual(self.shop.segue(*apply[:-1]).code, 0)
        self.shop.write_data(lines()[:-1])
        self.assertEqual(self.shop.segue(*apply).code, 0)
        self.shop.write_data([])
        self.assertEqual(self.shop.segue(*apply).code, 99)
        self.shop.write_data(["C1,a@example.net,2025-05-05,I1,500,9.95\n"])
        self.assertEqual(self.shop.segue(*apply).code, 0, "a customer without a segment is news")

    def test_apply_refuses_other_columns_and_another_script(self):
        self.shop.write_data(header=HEADER.replace("quantity", "pieces"), name="new.csv")
        done = self.shop.segue("apply", "t.seg.lock", "--input", "tx=new.csv", "--json")
        self.assertEqual(done.code, 5, done.errors)
        self.assertEqual(checked(done.text, "refused")["problems"][0]["code"], "E0706")
        self.assertIn("quantity", done.errors)
        self.shop.write_script(script(threshold="4"))
        done = self.shop.segue("apply", "t.seg.lock", "--input", "tx.csv")
        self.assertEqual(done.code, 5, done.errors)
        self.assertIn("E0705", done.errors)

    def test_diff_names_what_two_locks_say_differently(self):
        old = self.shop.folder / "old.lock"
        old.write_bytes(self.shop.lock.read_bytes())
        same = self.shop.segue("diff", "old.lock", "t.seg.lock", "--json")
        self.assertEqual(same.code, 0)
        self.assertTrue(checked(same.text, "diff")["same"])
        self.shop.write_script(script(threshold="4"))
        self.assertEqual(self.shop.segue("lock", "t.seg", "--quiet").code, 0)
        done = self.shop.segue("diff", "old.lock", "t.seg.lock")
        self.assertEqual(done.code, 5)
        self.assertIn("`drop quantity >= 100` is now `drop quantity >= 4`", done.text)
        document = checked(self.shop.segue("diff", "old.lock", "t.seg.lock", "--json").text, "diff")
        self.assertFalse(document["same"])

    def test_run_locked_gives_what_was_locked_also_from_rows_in_another_order(self):
        once = self.shop.segue("run", "t.seg", "--locked", "--json")
        self.assertEqual(once.code, 0, once.errors)
        self.shop.write_data(lines()[::-1])
        again = self.shop.segue("run", "t.seg", "--locked", "--json")
        self.assertEqual(again.code, 0, again.errors)
        self.assertEqual(once.document["results"], again.document["results"])

    def test_run_locked_takes_params_and_seed_from_the_lock(self):
        self.shop.write_script(script().replace(" seed=42", ""))
        self.shop.segue("lock", "t.seg", "--quiet", "--as_of", "2026-03-01", "--seed", "7")
        locked = self.shop.segue("run", "t.seg", "--locked", "--json").document["results"]
        given = self.shop.segue("run", "t.seg", "--as_of", "2026-03-01", "--seed", "7", "--json")
        self.assertEqual(locked, given.document["results"])
        self.assertNotEqual(locked, self.shop.segue("run", "t.seg", "--json").document["results"])

    def test_run_locked_refuses_other_data_in_words(self):
        self.shop.write_script(script() + 'let out = orders | export "out.csv" as csv\n')
        self.assertEqual(self.shop.segue("lock", "t.seg", "--quiet").code, 0)
        self.shop.write_data(lines() + ["C9999,n@example.net,2025-03-03,I9,1,9.95\n"])
        done = self.shop.segue("run", "t.seg", "--locked")
        self.assertEqual(done.code, 5, done.errors)
        for words in (
            "E0703  --locked: the data are not those of the lock",
            "`tx.csv` has 1 row more (210 → 211), schema the same; sha256 ",
            "nothing was written",
            "segue apply t.seg.lock --input tx=FILE", "pushes new rows through the locked decisions",
            "segue lock t.seg", "fits again and shows the difference",
        ):
            self.assertIn(words, done.errors)
        self.assertFalse((self.shop.folder / "out.csv").exists())

    def test_run_locked_refuses_another_script(self):
        self.shop.write_script(script(threshold="4"))
        done = self.shop.segue("run", "t.seg", "--locked")
        self.assertEqual(done.code, 5)
        self.assertIn("E0705", done.errors)
        self.assertIn("segue verify t.seg", done.errors)


class Examples(unittest.TestCase):
    def test_every_example_verifies_what_it_locked(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "data").mkdir()
            for path in (PACKAGE / "examples").glob("*.seg"):
                (folder / path.name).write_text(path.read_text())
            self.assertEqual(run("run", "make-data.seg", folder=folder).code, 0)
            names = sorted(path.name for path in folder.glob("[0-9]*.seg"))
            self.assertGreaterEqual(len(names), 4)
            for name in names:
                with self.subTest(name):
                    done = run("lock", name, "--quiet", folder=folder)
                    self.assertEqual(done.code, 0, done.errors)
                    done = run("verify", name, folder=folder)
                    self.assertEqual(done.code, 0, done.text + done.errors)
                    self.assertIn("everything is as the lock says", done.text)
                    self.assertLess((folder / f"{name}.lock").stat().st_size, 40_000)

    @needs_shared
    def test_online_retail_verifies_and_its_lock_is_small(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "retail.seg").write_text(
                f'load "{SHARED}/data/online_retail.csv.gz"\n'
                '  | drop CustomerID is null because "guests cannot be written to"\n'
                '  | drop starts_with(InvoiceNo, "C") because "cancellations"\n'
                "  | keep Quantity > 0 and UnitPrice > 0\n  | dedupe\n"
                "  | rfm as_of=@2011-12-10 | scale zscore | kmeans k in 2...10 | pick silhouette\n")
            self.assertEqual(run("lock", "retail.seg", "--quiet", folder=folder).code, 0)
            lock = (folder / "retail.seg.lock").read_bytes()
            self.assertLess(len(lock), 40_000)
            self.assertEqual(run("verify", "retail.seg", folder=folder).code, 0)
            (folder / "retail.seg.lock").unlink()
            done = run("lock", "retail.seg", "--quiet", "--threads", "5", folder=folder)
            self.assertEqual(done.code, 0)
            self.assertEqual((folder / "retail.seg.lock").read_bytes(), lock)


if __name__ == "__main__":
    unittest.main()
