"""The header, the library and the example in C agree with each other."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from adapter import LIBRARY, PACKAGE, needs_library

HEADER = PACKAGE / "bindings" / "c" / "segueclustering.h"


@needs_library
class Interface(unittest.TestCase):
    def declared(self):
        text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.DOTALL)
        return set(re.findall(r"\b(segue_\w+)\(", text))

    def test_the_library_has_the_functions_of_the_header_and_no_others(self):
        sources = (PACKAGE / "Sources" / "ClusteringABI").glob("*.swift")
        written = {name for path in sources
                   for name in re.findall(r'@_cdecl\("(\w+)"\)', path.read_text())}
        self.assertEqual(written, self.declared())
        import ctypes
        library = ctypes.CDLL(str(LIBRARY))
        for name in sorted(written):
            self.assertTrue(hasattr(library, name), name)

    def test_the_example_in_c_compiles_runs_and_says_what_is_wrong(self):
        compiler = shutil.which("cc") or shutil.which("clang")
        if not compiler:
            self.skipTest("there is no C compiler")
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "segments"
            subprocess.run(
                [compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", HEADER.parent,
                 PACKAGE / "examples" / "c" / "segments.c", "-L", LIBRARY.parent,
                 "-lsegueclustering", f"-Wl,-rpath,{LIBRARY.parent}", "-o", program],
                check=True)
            run = subprocess.run([program], check=True, capture_output=True, text=True)
        lines = run.stdout.splitlines()
        self.assertEqual(lines[0], "0 0 0 1 1 1 | 1")
        self.assertIn("there is no setting 'restart'; there are k, max_iterations", lines[1])


if __name__ == "__main__":
    unittest.main()
