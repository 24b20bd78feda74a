"""Hammers every route of `cupola serve` by its own description. `cargo xtask test` runs it where schemathesis is installed.

What is checked: no answer of status 500 or above, no status, content type, header or shape that the description does not
name, wrong methods refused. Not checked: that whatever fits the description is taken, for a scenario may be any text and
hardly any text is a scenario.
"""

import os
import re
import subprocess
import sys
import tempfile

EXAMPLES = 60

with tempfile.TemporaryDirectory() as study:
    serve = [sys.argv[1], "serve", "--no-open", "--port", "0", "--dir", study]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    try:
        lines = (re.search(r"http://[\w.:\[\]]+", line) for line in server.stdout)
        url = next(found.group() for found in lines if found)
        fuzzer = os.path.join(os.path.dirname(sys.executable), "schemathesis")
        always = [fuzzer, "run", f"{url}/api/openapi.json", "--checks", "all"]
        always += ["--exclude-checks", "positive_data_acceptance", "--max-examples", str(EXAMPLES)]
        always += ["--seed", "1", "--workers", "2", "--continue-on-failure", "--request-timeout", "30"]
        # The phase that covers schemas cannot take one whose values may be anything (Python 3.11 gives up on its depth).
        parts = [["--exclude-path", "/api/edit"], ["--include-path", "/api/edit", "--phases", "fuzzing"]]
        failed = [subprocess.run(always + part, cwd=study).returncode for part in parts]
        if server.poll() is not None:
            sys.exit(f"the server ended with {server.returncode}")
        sys.exit(max(failed))
    finally:
        server.kill()
        server.wait()
