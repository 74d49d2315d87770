"""The command line: a skin that parses arguments, prints replies and turns errors into lines."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from bot.app import Settings, assemble, log_format, settings
from bot.cli.json_lines import parsed, written
from bot.cli.terminal import chat, drawn
from bot.conversation import Conversation
from bot.errors import BadCall, BotError, KnowledgeError, NoKnowledge, UsageError
from bot.model import Message, Reply
from bot.replies import apologise, bad_line, left_out, phrases

if TYPE_CHECKING:  # what `run` alone needs
    from bot.storage.opening import Storage

log = logging.getLogger(__name__)

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
    from bot.telegram import configure_log, run  # noqa: PLC0415 - the Telegram library

    shape = log_format()
    if shape == "json":  # from the first line on
        configure_log(shape)
    try:
        run(*_parts_of_a_bot(_settings(arguments)))
    except BotError as error:
        if shape != "json":
            raise
        log.error(apologise(error))  # noqa: TRY400 - what a person is told, for a collector
        return USAGE if isinstance(error, UsageError) else FAULT
    return DONE


def _parts_of_a_bot(
    chosen: Settings,
) -> tuple[Settings, Callable[[], "Storage"], Callable[["Storage"], Conversation]]:
    """Return the settings, what opens the database, and what makes a bot of both."""
    from bot.storage.opening import open_storage  # noqa: PLC0415 - for this command alone

    def assembled(storage: "Storage") -> Conversation:
        conversation = assemble(chosen, storage.journal, storage.archive)
        for fault in (*map(left_out, conversation.faults), *conversation.broken):
            log.warning(fault)
        return conversation

    return chosen, lambda: open_storage(chosen.data, chosen.database), assembled


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
    """Wire a bot that keeps nothing, and say which files are left out."""
    conversation = assemble(_settings(arguments))
    for fault in (*map(left_out, conversation.faults), *conversation.broken):
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
