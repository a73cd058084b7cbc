"""The prompt of `segue` on a real pseudo-terminal: keys, prompts, history, Ctrl-C, Ctrl-D, Tab.

SEGUE_DEBUG or SEGUE_RELEASE names the binary; without them the debug build of the project is used.
"""

import json
import os
import re
import stat
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parents[2]
SEGUE = os.environ.get("SEGUE_RELEASE") or os.environ.get("SEGUE_DEBUG") or str(
    ROOT / ".build/debug/segue"
)
PROMPT = "seg> "


class PromptTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)
        lines = ["customer_id,order_id,order_date,amount"]
        for order in range(240):
            customer = order * 7 % 40
            lines.append(f"C{customer},O{order},2024-0{1 + order % 9}-1{order % 9},{5 + order * customer % 97}")
        (self.path / "tx.csv").write_text("\n".join(lines) + "\n")
        self.prompt = None

    def tearDown(self):
        if self.prompt and self.prompt.isalive():
            self.prompt.close(force=True)

    def environment(self, **more):
        return {
            "PATH": "/usr/bin:/bin", "HOME": str(self.path / "home"), "TERM": "xterm",
            "LC_ALL": "C.UTF-8", "NO_COLOR": "1", **more,
        }

    def open(self, *arguments, width=100, **environment):
        (self.path / "home").mkdir(exist_ok=True)
        self.prompt = pexpect.spawn(
            SEGUE, list(arguments), cwd=str(self.path), encoding="utf-8", dimensions=(40, width),
            timeout=30, env=self.environment(**environment),
        )
        self.prompt.expect_exact(PROMPT)
        return self.prompt

    def say(self, line, prompt=PROMPT):
        """Types a line and gives what was shown up to the next prompt, the line itself left out."""
        self.prompt.sendline(line)
        self.prompt.expect_exact(prompt)
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]", "", self.prompt.before)
        return shown.replace("\r", "").split("\n", 1)[-1]

    def leave(self):
        self.prompt.sendeof()
        self.prompt.expect(pexpect.EOF)
        self.prompt.close()
        return self.prompt.exitstatus

    def test_the_main_job_line_by_line(self):
        self.open()
        self.assertIn("240", self.say('load "tx.csv"'))
        shown = self.say("| rfm")
        self.assertIn("rfm took id=customer_id", shown)
        self.assertIn("recency", shown)
        self.assertIn("zscore", self.say("| scale zscore"))
        self.assertIn("3 candidates", self.say("| kmeans k in 2...4"))
        shown = self.say("| pick silhouette")
        self.assertIn("was picked", shown)
        self.assertNotIn("rfm took", shown, "a note is said once")
        self.assertEqual(self.leave(), 0)

    def test_errors_never_end_it(self):
        self.open()
        for line in ["nosuch", "| rfm", 'load "no.csv"', '"', ")", "let = 3", ":nosuch"]:
            shown = self.say(line)
            self.assertRegex(shown, r"E\d{4}|no command", line)
        self.assertIn("240", self.say('load "tx.csv"'))

    def test_saving_and_running_gives_the_same_result(self):
        self.open()
        for line in ['let tx = load "tx.csv" | drop amount < 20', "tx | rfm", "| scale zscore",
                     "| kmeans k in 2...4", "| pick silhouette"]:
            self.say(line)
        self.assertIn("wrote a.seg", self.say(":save a.seg"))
        text = (self.path / "a.seg").read_text()
        self.assertIn("rfm id=customer_id date=order_date amount=amount order=order_id", text)
        self.assertIn("seed=1", text)
        code = 'let tx = load "tx.csv" | drop amount < 20\ntx | rfm | scale zscore | kmeans k in 2...4 | pick silhouette'
        results = []
        for arguments in (["--json", "-e", code], ["run", "a.seg", "--json"]):
            done = subprocess.run(
                [SEGUE, *arguments], cwd=self.path, env=self.environment(), capture_output=True,
                stdin=subprocess.DEVNULL, check=True)
            result = json.loads(done.stdout)["results"]
            for value in result:
                del value["line"]
            results.append(result)
        self.assertEqual(results[0], results[1])

    def test_a_statement_over_several_lines(self):
        self.open()
        self.prompt.sendline('load "tx.csv" |')
        self.prompt.expect_exact("...> ")
        self.prompt.sendline("keep amount in [20,")
        self.prompt.expect_exact("...> ")
        self.assertNotIn("E0", self.say("21]"))

    def test_ctrl_c_clears_the_line_and_an_open_statement(self):
        self.open()
        self.prompt.send("half a li")
        self.prompt.sendintr()
        self.prompt.expect_exact(PROMPT)
        self.prompt.sendline('load "tx.csv" |')
        self.prompt.expect_exact("...> ")
        self.prompt.sendintr()
        self.prompt.expect_exact(PROMPT)
        self.assertIn("240", self.say('load "tx.csv"'))

    def test_ctrl_c_stops_a_run_and_keeps_what_is_finished(self):
        self.open()
        self.say("sample transactions customers=20000 seed=7 | rfm")
        self.say("| scale zscore")
        self.prompt.sendline("| kmeans k in 2...60 restarts=200")
        time.sleep(2.5)
        begin = time.monotonic()
        self.prompt.sendintr()
        self.prompt.expect_exact("stopped")
        self.prompt.expect_exact(PROMPT)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertIn("Scaled", self.say(":type") + "Scaled")
        self.assertNotIn("E0", self.say(":type"))
        self.assertIn("customers", self.say("sample transactions customers=50 seed=1 | rfm | scale zscore | kmeans k=2"))

    def test_ctrl_c_before_there_are_segments_shows_no_rows(self):
        rows = "sample transactions customers=10000 seed=7 | rfm | scale zscore"
        self.open()
        begin = time.monotonic()
        self.assertIn("\u2500", self.say(rows))
        whole = time.monotonic() - begin
        self.leave()
        # Some of these moments fall into a stage that ends before it looks.
        for moment in range(8):
            self.open()
            self.prompt.sendline(rows + " | kmeans k in 2...60 restarts=200")
            time.sleep(whole * (moment + 0.5) / 8)
            self.prompt.sendintr()
            self.prompt.expect_exact("stopped; ")
            shown = self.prompt.before
            self.prompt.expect_exact(PROMPT)
            shown += self.prompt.before
            self.assertNotIn("\u2500", shown)
            if "in `it`" in shown:
                kind = self.say(":type").split("<")[0].strip()
                rest = {"Table": "take 2", "Features": "scale zscore", "Scaled": "kmeans k=2"}[kind]
                self.assertNotIn("E0", self.say(f"it | {rest}"))
            else:
                self.assertIn("the stages before it are remembered", shown)
            self.leave()

    def test_ctrl_c_twice_does_not_leave(self):
        self.open()
        self.say("sample transactions customers=20000 seed=7 | rfm | scale zscore")
        self.prompt.sendline("| kmeans k in 2...60 restarts=200")
        time.sleep(1.5)
        self.prompt.sendintr()
        self.prompt.sendintr()
        self.prompt.expect_exact(PROMPT)
        self.assertTrue(self.prompt.isalive())

    def test_progress_of_a_long_stage(self):
        self.open()
        self.say("sample transactions customers=20000 seed=7 | rfm | scale zscore")
        self.prompt.sendline("| kmeans k in 2...60 restarts=200")
        self.prompt.expect(r"kmeans.*%")
        self.prompt.sendintr()
        self.prompt.expect_exact(PROMPT)

    def test_ctrl_d_leaves_with_0(self):
        self.open()
        self.assertEqual(self.leave(), 0)
        self.open()
        self.prompt.sendline(":quit")
        self.prompt.expect(pexpect.EOF)

    def test_tab_completes_what_the_type_allows(self):
        self.open()
        self.say('load "tx.csv"')
        self.say("| rf\t")
        self.assertIn("Features<", self.say(":type"))
        self.say("| scale zs\t")
        self.assertIn("Scaled<", self.say(":type"))
        self.prompt.send("| kmea\t")
        self.prompt.expect("ns")
        self.prompt.sendintr()
        self.prompt.expect_exact(PROMPT)
        self.say('load "t\t"')
        self.assertIn("Table<", self.say(":type"))

    def test_history_is_kept_for_the_folder_and_private(self):
        self.open()
        self.say('load "tx.csv" | take 3')
        self.leave()
        files = list((self.path / "home/.local/state/segue").iterdir())
        self.assertEqual(len(files), 1)
        self.assertEqual(stat.S_IMODE(files[0].stat().st_mode), 0o600)
        self.open()
        self.prompt.send("\x1b[A")
        self.prompt.expect_exact("take 3")

    def test_a_pasted_transcript_is_run_without_its_output(self):
        self.open()
        self.prompt.send(
            'seg> load "tx.csv"\n  240  load "tx.csv"\n  customer_id   order_id\nseg> | rfm\n'
            "  Features per customer_id, 40 rows\nseg> | scale zscore\n")
        self.prompt.expect_exact("Scaled features per customer_id")
        self.prompt.expect_exact(PROMPT)
        time.sleep(0.3)
        self.assertIn("Scaled<", self.say(":type"))

    def test_a_pasted_script_is_run_line_by_line(self):
        self.open()
        self.prompt.send('let tx = load "tx.csv"\n  | drop amount < 20\n\ntx\n  | rfm\n  | scale zscore\n')
        self.prompt.expect_exact("Scaled features per customer_id")
        self.prompt.expect_exact(PROMPT)
        time.sleep(0.3)
        self.assertIn("Scaled<", self.say(":type"))

    SCRIPT = (
        'let t = load "tx.csv"\nstage ours(least: number = 5) : Table -> Table =\n'
        '\t| drop amount < least      because "small"\n  | drop customer_id == "C1" because "test"\n\n'
        '"""\nA text\n\nof two parts\n"""\n\nt\n  | ours\n  | features\n      orders = count(),\n'
        '      spent  = sum(amount)\n    by customer_id\n')

    def told(self, shown):
        self.assertNotRegex(shown, r"E\d{4}")
        self.assertIn("spent", shown)
        source = self.say(":source ours")
        self.assertIn("small", source)
        self.assertIn("test", source)

    def test_a_script_is_pasted_with_and_without_brackets(self):
        self.open()
        self.prompt.send(self.SCRIPT)
        self.prompt.expect("next: ")
        shown = self.prompt.before
        self.prompt.expect_exact(PROMPT)
        self.told(shown)
        self.leave()
        self.open()
        self.prompt.send("\x1b[200~" + self.SCRIPT + "\x1b[201~")
        time.sleep(0.5)
        self.prompt.send("\n")
        self.prompt.expect("next: ")
        shown = self.prompt.before
        self.prompt.expect_exact(PROMPT)
        self.told(shown)
        self.leave()

    def test_lines_fit_narrow_and_wide_terminals(self):
        for width in (20, 60, 200):
            self.open(width=width)
            shown = self.say('load "tx.csv" | rfm')
            for line in shown.split("\n"):
                self.assertLessEqual(len(line), max(width, 20), line)
            self.leave()

    def test_a_dumb_terminal_and_an_ascii_locale(self):
        self.open(TERM="dumb", LC_ALL="C")
        self.prompt.sendline('load "tx.csv" | rfm')
        self.prompt.expect_exact("recency")
        self.prompt.expect_exact(PROMPT)
        self.assertNotIn("▁", self.prompt.before)

    def test_undo_set_and_unknown_commands(self):
        self.open()
        self.say('load "tx.csv"')
        self.say("| rfm")
        self.assertIn("forgot: | rfm", self.say(":undo"))
        self.assertIn("Table<", self.say(":type"))
        self.assertIn("seed 7", self.say(":set seed 7"))
        self.assertIn("did you mean `:decisions`?", self.say(":decisons"))
        self.assertIn("drop", self.say(":help drop"))
        self.assertIn("E0203", self.say(":explain E0203"))


if __name__ == "__main__":
    unittest.main()
