"""`segue serve`: the labels of `segue apply` over HTTP, and the right codes for everything else."""

import csv
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

from segue import RELEASE, run

TOKEN = "0123456789abcdef0123456789abcdef"
TX = "sample transactions customers=120 seed=7 | drop customer_id is null | show reveal=true"


class Serve(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        (cls.folder / "tx.csv").write_bytes(
            run("-e", TX, "--format", "csv", folder=cls.folder).bytes)
        (cls.folder / "t.seg").write_text(
            "seg 1\nparam as_of: date = @2026-01-01\n"
            'load "tx.csv" | rfm as_of=as_of | scale zscore | kmeans k=4 seed=1\n')
        (cls.folder / "token").write_text(TOKEN + "\n")
        run("lock", "t.seg", "--quiet", folder=cls.folder)
        with open(cls.folder / "tx.csv", newline="") as file:
            cls.rows = list(csv.DictReader(file))
        for row in cls.rows:
            for name in ("quantity", "unit_price", "customer_id"):
                row[name] = json.loads(row[name])
        cls.wanted = run(
            "apply", "t.seg.lock", "--input", "tx.csv", "--json", folder=cls.folder).document["rows"]
        cls.process = subprocess.Popen(
            [str(RELEASE), "serve", "t.seg.lock", "--port", "0", "--token-file", "token"],
            cwd=cls.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        cls.port = int(re.search(r":(\d+)$", cls.process.stderr.readline().strip())[1])

    @classmethod
    def tearDownClass(cls):
        cls.process.send_signal(signal.SIGTERM)
        code = cls.process.wait(timeout=40)
        cls.process.stderr.close()
        shutil.rmtree(cls.folder)
        assert code == 0, f"ended with {code}"

    def send(self, path, body=None, method=None, token=TOKEN, content="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": content}
        if token:
            headers["Authorization"] = "Bearer " + token
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        connection.request(method or ("GET" if body is None else "POST"), path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def raw(self, *pieces):
        """The status line that bytes are answered with."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            for piece in pieces:
                connection.sendall(piece)
            return connection.recv(4096).decode().split("\r\n")[0]

    def test_labels_are_those_of_apply(self):
        status, text = self.send("/v1/assign", {"records": self.rows})
        self.assertEqual(status, 200, text)
        found = json.loads(text)["records"]
        self.assertEqual(
            sorted(found, key=lambda r: r["id"]), sorted(self.wanted, key=lambda r: r["id"]))
        order = list(dict.fromkeys(str(row["customer_id"]) for row in self.rows))
        self.assertEqual([record["id"] for record in found], order)

    def test_one_customer_alone_and_lines_of_json(self):
        wanted = {record["id"]: record for record in self.wanted}
        for customer in list(wanted)[:5]:
            own = [row for row in self.rows if str(row["customer_id"]) == customer]
            status, text = self.send("/v1/assign", {"records": own})
            self.assertEqual(json.loads(text)["records"], [wanted[customer]])
            lines = "".join(json.dumps(row) + "\n" for row in own)
            status, text = self.send("/v1/models/t/assign", lines, content="application/x-ndjson")
            self.assertEqual(json.loads(text), wanted[customer])

    def test_another_day_moves_recency(self):
        status, text = self.send("/v1/assign", {"records": self.rows[:1], "as_of": "2027-01-01"})
        self.assertEqual(status, 200, text)
        self.assertEqual(
            self.send("/v1/assign", {"records": self.rows[:1], "as_of": "soon"})[0], 422)

    def test_what_is_wrong_has_its_code(self):
        for body, code in [
                ({"records": []}, 422), ({"records": [1]}, 422), ({"rows": []}, 422),
                ({"records": [{"foo": 1}]}, 422), ({"records": [{"quantity": 1}]}, 422),
                ("{", 400), ({"records": [{"customer_id": 1, "quantity": "many"}]}, 422)]:
            status, text = self.send("/v1/assign", body)
            self.assertEqual(status, code, text)
            self.assertTrue(json.loads(text)["title"])
        self.assertEqual(self.send("/v1/assign", {"records": self.rows[:1]}, token=None)[0], 401)
        self.assertEqual(self.send("/v1/assign", {"records": self.rows[:1]}, token="x" * 32)[0], 401)
        self.assertEqual(self.send("/v1/assign", "a,b", content="text/csv")[0], 415)
        self.assertEqual(self.send("/v1/assign")[0], 405)
        self.assertEqual(self.send("/nothing")[0], 404)
        self.assertEqual(self.send("/v1/models/none/assign", {"records": self.rows[:1]})[0], 404)

    def test_malformed_requests_are_refused(self):
        for bytes_, code in [
                (b"nonsense\r\n\r\n", 400), (b"GET / HTTP/3.0\r\n\r\n", 505),
                (b"POST /v1/assign HTTP/1.1\r\n\r\n", 411),
                (b"POST /v1/assign HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n", 413),
                (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 9000 + b"\r\n", 431)]:
            self.assertIn(f" {code} ", self.raw(bytes_), bytes_[:40])

    def test_a_request_may_arrive_in_pieces(self):
        pieces = [bytes([byte]) for byte in b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"]
        self.assertEqual(self.raw(*pieces), "HTTP/1.1 200 OK")

    def test_many_at_once_get_the_same_answer(self):
        own = [row for row in self.rows if row["customer_id"] == self.rows[0]["customer_id"]]
        answers = []

        def ask():
            for _ in range(10):
                answers.append(self.send("/v1/assign", {"records": own}))
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), 80)
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(answers[0][0], 200)

    def test_health_metrics_and_description(self):
        self.assertEqual(self.send("/health/live", token=None)[0], 200)
        self.assertEqual(self.send("/health/ready", token=None)[0], 200)
        self.assertIn("segue_requests_total{", self.send("/metrics", token=None)[1])
        document = json.loads(self.send("/openapi.json", token=None)[1])
        self.assertEqual(document["openapi"], "3.1.0")

    def test_a_lock_that_became_bad_is_not_taken(self):
        lock = self.folder / "t.seg.lock"
        text = lock.read_text()
        lock.write_text(text[:len(text) // 2])
        self.process.send_signal(signal.SIGHUP)
        line = ""
        while "served as it was" not in line:
            line = self.process.stderr.readline()
        lock.write_text(text)
        self.assertEqual(self.send("/v1/assign", {"records": self.rows[:1]})[0], 200)


class Refusals(unittest.TestCase):
    def test_an_open_address_needs_a_token(self):
        made = run("serve", "t.seg.lock", "--host", "0.0.0.0")
        self.assertEqual(made.code, 64)
        self.assertIn("--token-file", made.errors)

    def test_a_lock_that_is_not_there(self):
        self.assertEqual(run("serve", "none.seg.lock").code, 5)
