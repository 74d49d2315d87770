"""The command line: a skin that parses arguments, prints replies and turns errors into lines."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

from bot.app import Settings, assemble, settings
from bot.cli.json_lines import parsed, written
from bot.cli.terminal import chat, drawn
from bot.conversation import Conversation
from bot.errors import BadCall, BotError, KnowledgeError, NoKnowledge, NoToken, UsageError
from bot.model import Message, Reply
from bot.replies import apologise, bad_line, left_out, phrases
from bot.storage import Archive, Journal

DONE, FAULT, USAGE, INTERRUPTED = 0, 1, 2, 130


def entry() -> NoReturn:
    """Run the command line as the process that it is."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        else:
            # A byte that is no UTF-8 must be found where it is read, and must not stop a reply.
            errors = "surrogateescape" if name == "stdin" else "replace"
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except OSError:
        # Whoever read us has gone, or the disk is full: there is nobody to tell, and nothing may
        # be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = FAULT
    sys.exit(status)


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit status."""
    parser = _parser()
    if not argv:
        parser.print_help()
        return DONE
    arguments = parser.parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except UsageError as error:
        return _complain(error, USAGE)
    except KnowledgeError as error:
        return _complain(error, FAULT)
    except BotError as error:
        return _complain(error, FAULT)


def _complain(error: BotError, status: int) -> int:
    print(apologise(error), file=sys.stderr)
    return status


# --- commands


def _ask(arguments: argparse.Namespace) -> int:
    if bool(arguments.question) is arguments.jsonl:
        raise BadCall
    conversation = _assemble(arguments)
    if arguments.jsonl:
        return _replay(conversation, sys.stdin, sys.stdout)
    question = " ".join(arguments.question)
    reply = conversation.reply(Message(question))
    print(_json(question, reply) if arguments.json else drawn(reply))
    if arguments.explain:
        out = sys.stderr if arguments.json else sys.stdout
        print("", conversation.reply(Message("/why")).text, sep="\n", file=out)
    return DONE


def _replay(conversation: Conversation, lines: TextIO, out: TextIO) -> int:
    """Answer one JSON object a line; each line is a conversation of its own."""
    status = DONE
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question, before = _request(line)
        except ValueError as error:
            print(bad_line(number, str(error)), file=sys.stderr)
            status = FAULT
            continue
        for turn in before:
            conversation.reply(Message(turn, chat=str(number)))
        reply = conversation.reply(Message(question, chat=str(number)))
        print(_json(question, reply), file=out, flush=True)
    return status


def _request(line: str) -> tuple[str, list[str]]:
    """Read `{"q": …, "after": […]}`; raise `ValueError` with the reason where it is not that."""
    row = parsed(line)
    if not isinstance(row.get("q"), str):
        raise ValueError(phrases.NOT_A_REQUEST)  # noqa: TRY004 - the line is at fault
    before = row.get("after") or []
    if not isinstance(before, list) or not all(isinstance(t, str) for t in before):
        raise ValueError(phrases.NOT_A_REQUEST)
    return row["q"], before


def _json(question: str, reply: Reply) -> str:
    row: dict[str, Any] = {
        "q": question,
        "kind": reply.kind.value,
        "text": reply.text,
        "passages": [
            {
                "bulletin": q.passage.bulletin,
                "role": q.passage.role,
                "category": q.passage.category,
                "organisations": list(q.passage.organisations),
                "text": q.text,
            }
            for q in reply.quotations
        ],
        "suggestions": [b.label for row in reply.buttons for b in row],
        "confidence": reply.confidence,
    }
    return written(row)


def _chat(arguments: argparse.Namespace) -> int:
    return chat(_assemble(arguments), sys.stdin, sys.stdout)


def _run(arguments: argparse.Namespace) -> int:
    from bot.storage.opening import open_storage  # noqa: PLC0415 - for this command alone
    from bot.telegram import run  # noqa: PLC0415 - and the Telegram library

    chosen = _settings(arguments)
    if not chosen.token:
        raise NoToken  # before a data folder is made for a bot that cannot run
    with open_storage(chosen.data, chosen.database) as (journal, archive):
        run(chosen, _assembled(chosen, journal, archive))
    return DONE


def _ingest(arguments: argparse.Namespace) -> int:
    from bot.cli.ingest import ingest  # noqa: PLC0415 - readers of documents

    return ingest(
        [Path(f) for f in arguments.files],
        out=arguments.out,
        url=arguments.url,
        as_json=arguments.json,
        knowledge=_settings(arguments).knowledge,
        stdout=sys.stdout,
        stderr=sys.stderr,
    )


def _check(arguments: argparse.Namespace) -> int:
    from bot.cli.check import check  # noqa: PLC0415

    folder = Path(arguments.folder or _settings(arguments).knowledge)
    if not folder.is_dir():
        raise NoKnowledge(folder)
    return check(folder, sys.stdout, sys.stderr)


def _search(arguments: argparse.Namespace) -> int:
    from bot.cli.search import search  # noqa: PLC0415

    return search(Path(arguments.passages), arguments.top, sys.stdin, sys.stdout, sys.stderr)


def _assemble(arguments: argparse.Namespace) -> Conversation:
    return _assembled(_settings(arguments))


def _assembled(
    chosen: Settings, journal: Journal | None = None, archive: Archive | None = None
) -> Conversation:
    """Wire the bot, and say which files are left out."""
    conversation = assemble(chosen, journal, archive)
    for fault in conversation.faults:
        print(left_out(fault), file=sys.stderr)
    for fault in conversation.broken:
        print(fault, file=sys.stderr)
    return conversation


def _settings(arguments: argparse.Namespace) -> Settings:
    return settings(knowledge=getattr(arguments, "knowledge", None) or "")


# --- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bulletin-bot",
        description=phrases.PROGRAM,
        epilog=phrases.FIRST_STEPS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        text = phrases.CLI[name]
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    for name, run in (("ask", _ask), ("chat", _chat), ("run", _run)):
        command = add(name, run)
        command.add_argument("--knowledge", metavar="FOLDER", help=phrases.CLI["--knowledge"])
        if name == "ask":
            command.add_argument("question", nargs="*", help=phrases.CLI["question"])
            command.add_argument("--json", action="store_true", help=phrases.CLI["--json"])
            command.add_argument("--explain", action="store_true", help=phrases.CLI["--explain"])
            command.add_argument("--jsonl", action="store_true", help=phrases.CLI["--jsonl"])
    command = add("ingest", _ingest)
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--out", metavar="FOLDER", help=phrases.CLI["--out"])
    command.add_argument("--url", metavar="URL", help=phrases.CLI["--url"])
    command.add_argument("--json", action="store_true", help=phrases.CLI["--bulletin-json"])
    command = add("check", _check)
    command.add_argument("folder", nargs="?", metavar="FOLDER")
    command.add_argument("--knowledge", metavar="FOLDER", help=phrases.CLI["--knowledge"])
    command = add("search", _search)
    command.add_argument(
        "--passages", required=True, metavar="P.jsonl", help=phrases.CLI["--passages"]
    )
    command.add_argument(
        "--top", type=_positive, default=10, metavar="N", help=phrases.CLI["--top"]
    )
    return parser


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(phrases.CLI["positive"])
    return int(value)
