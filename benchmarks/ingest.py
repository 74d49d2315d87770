"""How long `ingest` takes for many pages of the first bulletin's size.

    python benchmarks/ingest.py [--pages 1000]

Each page is the first bulletin with another title, another date and other figures. The command
itself reads them, once, and once more when nothing has changed. Printed: seconds on the clock and
of the processor, pages a second, and the largest memory of the process in MB.
"""

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

SEED = Path(__file__).parents[1] / "tests" / "pages" / "00-fujian-seed.txt"
TITLE, DATE = "尽所能当好“七大员”", "2020-04-15"


def variants(count: int) -> list[str]:
    """Return pages like the first bulletin; the same ones each time."""
    text = SEED.read_text("utf-8")
    made = []
    for number in range(count):
        draw = Random(number)

        def other(match: re.Match[str], draw: Random = draw) -> str:
            return "".join(draw.choice("123456789") for _ in match.group())

        page = re.sub(r"(?<!\d|-)[1-9]\d+(?!\d|-)", other, text)
        day = date(2010, 1, 1) + timedelta(days=number)
        made.append(page.replace(DATE, day.isoformat()).replace(TITLE, f"{TITLE}第{number + 1}期"))
    return made


def run(pages: list[Path], out: Path) -> None:
    """Run the command, and say what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "bot", "ingest", *map(str, pages), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    last = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""
    print(
        f"{clock:.1f} s, processor {processor:.1f} s, {len(pages) / clock:.0f} pages/s, "
        f"{after.ru_maxrss / 1024:.0f} MB, exit {done.returncode}: {last}"
    )


def main() -> None:
    """Write the pages, read them twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    count = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "pages"
        inbox.mkdir()
        pages = []
        for number, text in enumerate(variants(count)):
            pages.append(inbox / f"{number:04}.txt")
            pages[-1].write_text(text, "utf-8")
        size = sum(page.stat().st_size for page in pages) / len(pages)
        print(f"{len(pages)} pages of {size:.0f} bytes")
        run(pages, Path(folder) / "knowledge")
        run(pages, Path(folder) / "knowledge")


if __name__ == "__main__":
    main()
