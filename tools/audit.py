"""Known holes in what is installed: said with the release that mends them, and a reason to fail.

    python tools/audit.py pip-audit [--path FOLDER]

Runs that command. Where the index cannot be asked, that is said, and nothing fails.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

OURS = "bulletin-bot"


def holes(report: Mapping[str, Any]) -> list[str]:
    """Return a line for each known hole of pip-audit's report."""
    return [
        f"{found['name']} {found['version']}: {hole['id']}, mended in "
        + (", ".join(hole["fix_versions"]) or "no release")
        for found in report["dependencies"]
        for hole in found.get("vulns", ())
    ]


def unasked(report: Mapping[str, Any]) -> list[str]:
    """Return the packages that the index said nothing of."""
    found = report["dependencies"]
    return [one["name"] for one in found if "skip_reason" in one and one["name"] != OURS]


def main(command: list[str]) -> int:
    """Ask, say what was found, return the exit status."""
    asked = [*command, "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        report = json.loads(done.stdout)
    except ValueError:
        print(f"the index could not be asked about holes:\n{done.stderr.strip()}")
        return 0
    if missing := unasked(report):
        print(f"the index could not be asked about holes in {', '.join(missing)}")
    found = holes(report)
    print("\n".join(found) or "no known holes in the rest")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
