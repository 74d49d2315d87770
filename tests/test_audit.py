"""What is said of pip-audit's report, and what fails."""

import sys

import audit
import pytest

REPORT = """
import sys
print('{"dependencies": [{"name": "bulletin-bot", "skip_reason": "editable"},'
      '{"name": "lxml", "version": "5.3.0", "vulns": [%s]}, %s'
      '{"name": "numpy", "version": "2.0", "vulns": []}], "fixes": []}')
sys.exit(%d)
"""
HOLE = '{"id": "PYSEC-2024-1", "fix_versions": ["5.3.1"], "aliases": [], "description": ""}'
SKIPPED = '{"name": "jieba", "skip_reason": "not found"},'


@pytest.mark.parametrize(
    ("program", "status", "told"),
    [
        (REPORT % ("", "", 0), 0, "no known holes"),
        (REPORT % (HOLE, "", 1), 1, "lxml 5.3.0: PYSEC-2024-1, mended in 5.3.1"),
        (REPORT % ("", SKIPPED, 0), 0, "could not be asked about holes in jieba"),
        ("import sys; sys.exit('no connection')", 0, "no connection"),
    ],
)
def test_a_known_hole_fails_and_silence_is_told(
    capsys: pytest.CaptureFixture[str], program: str, status: int, told: str
) -> None:
    """A hole fails the check; an index that says nothing is told, and does not."""
    assert audit.main([sys.executable, "-c", program]) == status
    assert told in capsys.readouterr().out
