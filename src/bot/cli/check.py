"""The work of `check`: what is wrong in a knowledge folder."""

from pathlib import Path
from typing import TextIO

from bot.library import Snapshot
from bot.library.files import load
from bot.publishing import pins
from bot.remarks import Remark


def check(folder: Path, stdout: TextIO, stderr: TextIO) -> int:
    """Name every fault of a knowledge folder; return the exit status."""
    loaded = load(folder)
    held = (
        ()
        if loaded.problems or not loaded.bulletins
        else pins.judge(folder, Snapshot(loaded.bulletins))
    )
    problems = (*loaded.problems, *held)
    stdout.writelines(f"{problem}\n" for problem in problems)
    stderr.writelines(f"{Remark.WARNING.format(text=warning)}\n" for warning in loaded.warnings)
    if not loaded.bulletins and not problems:
        stdout.write(f"{folder}: {Remark.NO_BULLETINS}\n")
        return 1
    counted = Remark.CHECKED.format(
        bulletins=len(loaded.bulletins), faults=len(problems), warnings=len(loaded.warnings)
    )
    stderr.write(f"{counted}\n")
    return 1 if problems else 0
