"""The command line: a skin that parses arguments, prints replies and turns errors into lines.

main         the commands and their arguments
terminal     the conversation in a terminal
search       ranks any passages
ingest       documents into a knowledge folder
check        a knowledge folder's faults
json_lines   rows of JSON
"""

from bot.cli.main import entry

__all__ = ["entry"]
