"""The page of `segue report`, in a real browser and as a parser reads it."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import lxml.html

from segue import run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SCRIPT = '''seg 1
"""
# Customers of the shop
"""
let tx = sample transactions customers=400 seed=7
  | drop customer_id is null because "guests cannot be attributed"
  | dedupe because "exported twice"
tx | rfm | log monetary | scale zscore | kmeans k in 2...6 seed=1 | pick silhouette
tx | rfm | scale robust | kmeans k=3 seed=1 | box
tx | rfm | scale robust | kmeans k=3 seed=1 | scatter
'''


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "q.seg").write_text(SCRIPT)
        cls.made = run("report", "q.seg", folder=cls.folder)
        cls.page = (cls.folder / "q.html").read_text()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_it_is_made(self):
        self.assertEqual(self.made.code, 0, self.made.errors)
        self.assertLess(len(self.page.encode()), 300_000)

    def test_every_picture_has_words_and_numbers(self):
        page = lxml.html.fromstring(self.page)
        figures = page.xpath("//figure")
        self.assertGreaterEqual(len(figures), 6)
        for figure in figures:
            svg = figure.xpath("./*[local-name()='svg']")
            self.assertEqual(len(svg), 1)
            self.assertEqual(svg[0].get("role"), "img")
            self.assertTrue(svg[0].get("aria-label"))
            self.assertTrue(figure.xpath("./figcaption")[0].text_content().strip())
            self.assertTrue(figure.xpath("./details//table"))
        self.assertEqual(page.xpath("//th[not(@scope)]"), [])
        self.assertEqual(page.xpath("//script | //link | //img | //iframe"), [])

    @unittest.skipUnless(CHROMIUM, "chromium is not installed")
    def test_a_browser_draws_it_at_every_width_and_on_paper(self):
        address = (self.folder / "q.html").as_uri()
        for width in (360, 800, 1400):
            picture = self.folder / f"{width}.png"
            self.browse(f"--screenshot={picture}", f"--window-size={width},1200", address)
            self.assertGreater(picture.stat().st_size, 20_000, width)
        paper = self.folder / "paper.pdf"
        self.browse(f"--print-to-pdf={paper}", address)
        self.assertTrue(paper.read_bytes().startswith(b"%PDF"))

    @unittest.skipUnless(CHROMIUM, "chromium is not installed")
    def test_a_browser_finds_nothing_to_complain_about(self):
        done = self.browse("--dump-dom", "--enable-logging=stderr", (self.folder / "q.html").as_uri())
        complaints = [line for line in done.stderr.decode().splitlines() if "CONSOLE" in line]
        self.assertEqual(complaints, [])

    def browse(self, *arguments):
        return subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *arguments],
            check=True, capture_output=True, timeout=120)
