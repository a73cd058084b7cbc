"""What a project copies into its pipeline does there what it says."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

from documents import junit
from segue import PACKAGE, RELEASE
from shop import HEADER, Shop, lines, script

PRE_COMMIT = pathlib.Path(sys.executable).with_name("pre-commit")
AIRFLOW = os.environ.get("SEGUE_AIRFLOW_PYTHON", "")
CI = PACKAGE / "examples" / "ci"


def with_segue(test):
    """An environment in which `segue` is on PATH."""
    folder = tempfile.TemporaryDirectory(prefix="segue-bin-")
    test.addCleanup(folder.cleanup)
    (pathlib.Path(folder.name) / "segue").symlink_to(RELEASE)
    return {
        **os.environ, "PATH": folder.name + os.pathsep + os.environ["PATH"], "NO_COLOR": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.net",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.net",
    }


def git(folder, environment, *arguments, check=True):
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=check, capture_output=True,
        text=True, stdin=subprocess.DEVNULL)


@unittest.skipUnless(PRE_COMMIT.is_file(), "pre-commit is not here")
@unittest.skipUnless(shutil.which("git"), "git is not here")
class PreCommit(unittest.TestCase):
    """The hooks, by the real pre-commit, in a repository that takes them from another one."""

    def setUp(self):
        self.environment = with_segue(self)
        self.shop = Shop(self)
        folder = tempfile.TemporaryDirectory(prefix="segue-hooks-")
        self.addCleanup(folder.cleanup)
        hooks = pathlib.Path(folder.name)
        self.environment["PRE_COMMIT_HOME"] = str(hooks / "cache")
        shutil.copy(PACKAGE / ".pre-commit-hooks.yaml", hooks)
        self.git("init", "--quiet", folder=hooks)
        self.git("add", ".pre-commit-hooks.yaml", folder=hooks)
        self.git("commit", "--quiet", "-m", "hooks", folder=hooks)
        revision = self.git("rev-parse", "HEAD", folder=hooks).stdout.strip()
        # The example as it stands, but for the address and the version.
        config = (CI / "pre-commit-config.yaml").read_text()
        config = config.replace("https://github.com/OWNER/segue", str(hooks))
        self.write(".pre-commit-config.yaml", config.replace("v0.1.0", revision))
        self.git("init", "--quiet")
        subprocess.run(
            [PRE_COMMIT, "install"], cwd=self.shop.folder, env=self.environment, check=True,
            capture_output=True)

    def write(self, name, text):
        (self.shop.folder / name).write_text(text)

    def git(self, *arguments, folder=None, check=True):
        return git(folder or self.shop.folder, self.environment, *arguments, check=check)

    def commit(self):
        self.git("add", "--all")
        done = self.git("commit", "-m", "segments", check=False)
        return done.returncode, done.stdout + done.stderr

    def test_hooks_run_on_scripts_and_on_nothing_else(self):
        code, told = self.commit()
        self.assertEqual(code, 0, told)
        self.assertRegex(told, r"segue fmt\.+Passed")
        self.assertRegex(told, r"segue check\.+Passed")
        self.write("notes.txt", "load   \"tx.csv\"|take   3\n")
        code, told = self.commit()
        self.assertEqual(code, 0, told)
        self.assertRegex(told, r"segue fmt\.+\(no files to check\)Skipped")

    def test_a_script_in_another_style_stops_a_commit_and_is_named(self):
        self.write("ugly.seg", 'load   "tx.csv"|take   3\n')
        code, told = self.commit()
        self.assertEqual(code, 1, told)
        self.assertRegex(told, r"segue fmt\.+Failed")
        self.assertRegex(told, r"segue check\.+Passed")
        self.assertIn("would change ugly.seg", told)
        self.assertNotIn("t.seg\n", told.replace("ugly.seg\n", ""))
        self.assertEqual((self.shop.folder / "ugly.seg").read_text(), 'load   "tx.csv"|take   3\n')
        subprocess.run([RELEASE, "fmt", "ugly.seg"], cwd=self.shop.folder, check=True)
        code, told = self.commit()
        self.assertEqual(code, 0, told)

    def test_a_script_with_an_error_stops_a_commit_with_its_code(self):
        self.write("bad.seg", 'load "tx.csv" | keep quantitty > 3\n')
        code, told = self.commit()
        self.assertEqual(code, 1, told)
        self.assertRegex(told, r"segue fmt\.+Passed")
        self.assertRegex(told, r"segue check\.+Failed")
        self.assertIn("bad.seg:1:", told)
        self.assertIn("quantity", told, "what was meant")


class Action(unittest.TestCase):
    """The steps of `action.yml`, each by bash, with the files and variables of a runner."""

    def setUp(self):
        with open(PACKAGE / "action.yml") as file:
            self.action = yaml.safe_load(file)
        self.environment = with_segue(self)
        self.shop = Shop(self)
        git(self.shop.folder, self.environment, "init", "--quiet")
        git(self.shop.folder, self.environment, "add", "--all")
        runner = tempfile.TemporaryDirectory(prefix="segue-runner-")
        self.addCleanup(runner.cleanup)
        self.runner = pathlib.Path(runner.name)
        self.summary = self.runner / "summary.md"

    def run_action(self, **inputs):
        """Runs every step as a runner would; the first exit code that is not 0, and the log."""
        given = {name: str(entry["default"]) for name, entry in self.action["inputs"].items()}
        self.assertLessEqual(set(inputs), set(given))
        self.values = {f"inputs.{name}": value for name, value in {**given, **inputs}.items()}
        self.summary.write_text("")
        code, self.log = 0, ""
        for step in self.action["runs"]["steps"]:
            if not self.is_due(step.get("if")):
                continue
            ended = self.run_step(step)
            code = code or ended
        return code

    def is_due(self, condition):
        if condition is None:
            return True
        # The one condition that the file uses; another one has to be taught here.
        match = re.fullmatch(
            r"\$\{\{ !cancelled\(\) && steps\.(\w+)\.outcome == 'success' \}\}", condition)
        self.assertIsNotNone(match, condition)
        return self.values.get(f"steps.{match[1]}.outcome") == "success"

    def run_step(self, step):
        self.assertEqual(step["shell"], "bash")
        self.assertNotIn("${{", step["run"], "what is given never becomes a part of a script")
        output = self.runner / "output"
        output.write_text("")
        environment = {
            **self.environment, "GITHUB_OUTPUT": str(output), "GITHUB_ACTIONS": "true", "CI": "true",
            "GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_WORKSPACE": str(self.shop.folder)}
        for name, value in step.get("env", {}).items():
            environment[name] = self.filled(value)
        file = self.runner / "step.sh"
        file.write_text(step["run"])
        # As a runner calls it: https://docs.github.com/actions/reference, defaults.run.shell.
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", file], cwd=self.shop.folder,
            env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.log += done.stdout + done.stderr
        if "id" in step:
            outcome = "success" if done.returncode == 0 else "failure"
            self.values[f"steps.{step['id']}.outcome"] = outcome
            self.values.update(self.outputs(output.read_text(), step["id"]))
        return done.returncode

    def outputs(self, text, step):
        """`name=value` lines, and values of several lines between marks."""
        found, rest = {}, text.splitlines()
        while rest:
            line = rest.pop(0)
            match = re.fullmatch(r"([\w-]+)<<(\w+)", line)
            if match:
                end = rest.index(match[2])
                name, value = match[1], "\n".join(rest[:end])
                rest = rest[end + 1:]
            else:
                name, value = line.split("=", 1)
            found[f"steps.{step}.outputs.{name}"] = value
        return found

    def filled(self, text):
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: self.values.get(match[1], ""), text)

    def output(self, name):
        return self.filled(self.action["outputs"][name]["value"])

    def annotations(self):
        return re.findall(r"^::error (?:file=([^,]*),)?title=(.*?)::(.*)$", self.log, re.MULTILINE)

    def test_it_is_a_composite_action_with_words_for_everything(self):
        self.assertEqual(self.action["runs"]["using"], "composite")
        for kind in ("inputs", "outputs"):
            for name, entry in self.action[kind].items():
                self.assertTrue(entry["description"], name)
        for step in self.action["runs"]["steps"]:
            self.assertTrue(step["name"])

    def test_all_as_locked(self):
        self.assertEqual(self.run_action(), 0, self.log)
        self.assertEqual(self.output("verdict"), "same")
        self.assertEqual(self.output("cause"), "")
        self.assertEqual(self.annotations(), [])
        self.assertIn("## t.seg: as locked", self.summary.read_text())
        reports = self.shop.folder / self.output("reports")
        self.assertEqual(junit(reports / "t.seg.xml").get("failures"), "0")

    def test_a_difference_fails_with_its_cause_as_the_title(self):
        self.shop.write_script(script(threshold="4"))
        self.assertEqual(self.run_action(scripts="t.seg"), 5, self.log)
        self.assertEqual(self.output("verdict"), "differs")
        cause = "the script changed: `drop quantity >= 100` is now `drop quantity >= 4`"
        self.assertTrue(self.output("cause").startswith(cause), self.output("cause"))
        [(file, title, body)] = self.annotations()
        self.assertEqual((file, body), ("t.seg", "t.seg is not as locked"))
        self.assertTrue(title.startswith(cause.replace(":", "%3A")), title)
        self.assertNotIn(",", title.replace("%2C", ""))
        self.assertIn("The cause", self.summary.read_text())
        reports = self.shop.folder / self.output("reports")
        self.assertEqual(junit(reports / "t.seg.xml").get("failures"), "1")

    def test_the_summary_can_be_left_out(self):
        self.shop.write_script(script(threshold="4"))
        self.assertEqual(self.run_action(summary="false"), 5)
        self.assertEqual(self.summary.read_text(), "")
        self.assertEqual(len(self.annotations()), 1)

    def test_another_style_and_errors_are_told_beside_what_verify_finds(self):
        self.shop.write_script(script().replace(" | scale", "  |  scale"))
        self.assertEqual(self.run_action(), 1)
        self.assertEqual(self.output("verdict"), "same")
        self.assertEqual([a[1] for a in self.annotations()], ["Scripts are not in the one style"])
        self.shop.write_script(script().replace("quantity", "quantitty"))
        self.assertEqual(self.run_action(), 1)
        self.assertIn("Scripts have errors", [a[1] for a in self.annotations()])

    def test_what_cannot_be_verified_is_no_difference(self):
        (self.shop.folder / "tx.csv").unlink()
        self.assertEqual(self.run_action(), 3)
        self.assertEqual(self.output("verdict"), "failed")
        self.assertIn("could not be verified (exit code 3)", self.output("cause"))
        self.shop.lock.write_text("{}")
        self.shop.write_data()
        self.assertEqual(self.run_action(scripts="t.seg"), 5)
        self.assertEqual(self.output("verdict"), "failed")
        self.assertIn("E0701", self.annotations()[-1][2])

    def test_several_scripts_are_all_verified_and_the_first_cause_is_given(self):
        folder = self.shop.folder / "deep"
        folder.mkdir()
        (folder / "u.seg").write_text(script())
        self.assertEqual(self.shop.segue("lock", "deep/u.seg", "--quiet").code, 0)
        git(self.shop.folder, self.environment, "add", "--all")
        self.shop.write_data(lines()[:-1])
        self.assertEqual(self.run_action(), 5)
        self.assertEqual([a[0] for a in self.annotations()], ["deep/u.seg", "t.seg"])
        text = self.summary.read_text()
        self.assertIn("## deep/u.seg: not as locked", text)
        self.assertIn("## t.seg: not as locked", text)
        self.assertTrue((self.shop.folder / "segue-reports" / "deep-u.seg.xml").is_file())

    def test_nothing_that_is_given_is_run(self):
        mark = self.shop.folder / "mark"
        self.assertNotEqual(self.run_action(scripts=f"$(touch${{IFS}}{mark}) `touch {mark}`"), 0)
        self.assertNotEqual(self.run_action(reports=f"$(touch {mark})", scripts="t.seg"), 1)
        self.assertFalse(mark.exists())

    def test_another_program_and_another_version_are_refused(self):
        self.assertEqual(self.run_action(binary=str(self.shop.folder / "none" / "segue")), 6)
        self.assertEqual([a[1] for a in self.annotations()], ["Segue is not here"])
        self.assertEqual(self.run_action(version="99.0.0"), 6)
        self.assertEqual([a[1] for a in self.annotations()], ["Another version of Segue"])
        version = self.shop.segue("--version").text.strip()
        self.assertEqual(self.run_action(version=version, binary=str(RELEASE)), 0, self.log)

    def test_a_repository_without_a_lock_is_told_what_to_do(self):
        git(self.shop.folder, self.environment, "rm", "--quiet", "--cached", "t.seg.lock")
        self.assertEqual(self.run_action(), 64)
        self.assertIn("segue lock F.seg", self.log)

    def test_the_example_workflow_uses_what_there_is(self):
        with open(CI / "verify.yml") as file:
            workflow = yaml.safe_load(file)
        steps = workflow["jobs"]["verify"]["steps"]
        [own] = [step for step in steps if step.get("uses") == "./"]
        self.assertLessEqual(set(own["with"]), set(self.action["inputs"]))
        for name in re.findall(r"steps\.segments\.outputs\.(\w+)", str(steps)):
            self.assertIn(name, self.action["outputs"])


class Nightly(unittest.TestCase):
    """The shell script and the exit codes that a scheduler acts on."""

    def setUp(self):
        self.environment = with_segue(self)
        self.shop = Shop(self)
        sys.path.insert(0, str(CI / "airflow"))
        self.addCleanup(sys.path.remove, str(CI / "airflow"))
        import segue_task
        self.task = segue_task

    def nightly(self, file="tx.csv"):
        done = subprocess.run(
            ["bash", CI / "nightly.sh", "t.seg.lock", file, "today.csv"], cwd=self.shop.folder,
            env=self.environment, capture_output=True, text=True)
        return done.returncode

    def test_every_end_of_a_night_has_its_code(self):
        Verdict = self.task.Verdict
        ends = []

        def night(code, verdict, file="tx.csv"):
            self.assertEqual(self.nightly(file), code)
            self.assertEqual(self.task.verdict(code), verdict)
            ends.append(code)

        night(0, Verdict.DONE)
        night(99, Verdict.SKIPPED)
        self.shop.write_data([], name="empty.csv")
        night(99, Verdict.SKIPPED, "empty.csv")
        night(3, Verdict.RETRY, "nosuch.csv")
        (self.shop.folder / "today.csv").unlink()
        (self.shop.folder / "today.csv").mkdir()
        night(6, Verdict.RETRY)
        (self.shop.folder / "today.csv").rmdir()
        self.shop.write_data(header=HEADER.replace("quantity", "pieces"), name="other.csv")
        night(5, Verdict.REVIEW, "other.csv")
        self.shop.write_script(script(threshold="4"))
        night(5, Verdict.REVIEW)
        self.assertLess(set(ends), set(self.task.VERDICTS))

    def test_every_code_that_the_program_may_end_with_has_a_verdict(self):
        text = (PACKAGE / "Sources" / "Session" / "Session.swift").read_text()
        [body] = re.findall(r"enum ExitStatus: Int32.*?\n\n", text, re.DOTALL)
        codes = {int(code) for code in re.findall(r"case \w+ = (\d+)", body)}
        self.assertGreaterEqual(len(codes), 12)
        self.assertEqual(codes, set(self.task.VERDICTS))
        page = (PACKAGE / "docs" / "ci.md").read_text()
        table = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
        self.assertEqual(codes, table, "the table of docs/ci.md")

    def test_a_signal_and_an_unknown_code_have_a_verdict(self):
        self.assertEqual(self.task.verdict(-9), self.task.Verdict.RETRY)
        self.assertEqual(self.task.verdict(42), self.task.Verdict.FAILED)

    def test_the_dag_compiles(self):
        source = (CI / "airflow" / "segments_dag.py").read_text()
        compile(source, "segments_dag.py", "exec")

    @unittest.skipUnless(AIRFLOW, "SEGUE_AIRFLOW_PYTHON names no Python with Airflow")
    def test_airflow_loads_the_dag_and_treats_each_end_right(self):
        (self.shop.folder / "segments.seg").write_text(script())
        for name in ("incoming", "assigned"):
            (self.shop.folder / name).mkdir()
        self.assertEqual(self.shop.segue("lock", "segments.seg", "--quiet").code, 0)
        self.shop.write_data(name="incoming/today.csv")
        self.shop.write_data([], name="incoming/empty.csv")
        self.shop.write_data(header=HEADER.replace("quantity", "p"), name="incoming/other.csv")
        code = (
            "import pathlib, segments_dag\n"
            "from airflow.exceptions import *\n"
            "dag = segments_dag.segments()\n"
            "assert sorted(dag.task_ids) == ['ask_for_review', 'assign_customers', 'publish']\n"
            "task = dag.get_task('assign_customers')\n"
            "assert task.retries == 3 and dag.get_task('ask_for_review').retries == 0\n"
            "assert task.downstream_task_ids == {'publish', 'ask_for_review'}\n"
            "def end(day):\n"
            "    try:\n"
            "        return segments_dag.assign(day, pathlib.Path('.'))\n"
            "    except AirflowException as error:\n"
            "        return type(error).__name__\n"
            "print([end(d) for d in ('today', 'today', 'empty', 'other', 'nosuch')])\n")
        with tempfile.TemporaryDirectory(prefix="segue-airflow-") as home:
            done = subprocess.run(
                [AIRFLOW, "-c", code], cwd=self.shop.folder, capture_output=True, text=True,
                env={
                    **self.environment, "AIRFLOW_HOME": home,
                    "PYTHONPATH": str(CI / "airflow"), "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            done.stdout.strip().splitlines()[-1],
            "['publish', 'AirflowSkipException', 'AirflowSkipException', 'ask_for_review', "
            "'AirflowException']")


if __name__ == "__main__":
    unittest.main()
