"""Write the README's conversation anew: its questions as they stand, the replies of today."""

import io
import re
from pathlib import Path

from bot.app import Settings, assemble
from bot.terminal import chat

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(?<=<!-- ci: transcript -->\n```text\n).*?(?=```)", re.DOTALL)


def told(questions: str) -> str:
    """Return what `chat` prints of a conversation, without its greeting and its farewell."""
    out = io.StringIO()
    chat(assemble(Settings(knowledge=ROOT / "knowledge")), io.StringIO(questions), out)
    printed = out.getvalue()
    return printed[printed.index("> ") : printed.rindex("\n\n")] + "\n"


def main() -> None:
    """Rewrite README.md in place."""
    readme = ROOT / "README.md"
    page = readme.read_text("utf-8")
    found = BLOCK.search(page)
    if found is None:
        raise SystemExit("README.md has no conversation marked <!-- ci: transcript -->")
    typed = "".join(f"{line[2:]}\n" for line in found[0].splitlines() if line.startswith("> "))
    readme.write_text(page[: found.start()] + told(typed) + page[found.end() :], "utf-8")


if __name__ == "__main__":
    main()
