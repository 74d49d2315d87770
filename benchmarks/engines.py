"""The search engines that are compared: each is built from texts and finds numbers of texts."""

import importlib.util
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

Find = Callable[[str], list[int]]
"""Answers one question with the numbers of the ten best texts, best first."""


class Corpus:
    """Texts and their titles, cut into words once for all the engines that want words."""

    def __init__(self, texts: Sequence[str], titles: Sequence[str]) -> None:
        self.texts, self.titles = texts, titles
        self.cutting = 0.0
        """How many seconds the words took."""

    @cached_property
    def whole(self) -> list[str]:
        """Each text below its title."""
        both = zip(self.texts, self.titles, strict=True)
        return [f"{title}\n{text}" if title else text for text, title in both]

    @cached_property
    def words(self) -> list[list[str]]:
        """The words of each text."""
        words("词典先读进来")
        start = time.process_time()
        found = [words(text) for text in self.whole]
        self.cutting = time.process_time() - start
        return found


def words(text: str) -> list[str]:
    """Return jieba's words; equal ones share their memory."""
    import jieba

    return [sys.intern(word) for word in jieba.cut(text.lower()) if word.isalnum()]


def ours(corpus: Corpus) -> Find:
    """Build the index of this project."""
    from bot.search.index import Index

    index = Index.build(corpus.texts, corpus.titles)
    return lambda question: [hit.number for hit in index.search(question)]


def bm25s(corpus: Corpus) -> Find:
    """Build bm25s over jieba's words."""
    import bm25s as library

    engine = library.BM25()
    engine.index(corpus.words, show_progress=False)
    count = min(10, len(corpus.texts))

    def find(question: str) -> list[int]:
        numbers, scores = engine.retrieve([words(question)], k=count, show_progress=False)
        return [int(n) for n, s in zip(numbers[0], scores[0], strict=True) if s > 0]

    return find


def tantivy(corpus: Corpus) -> Find:
    """Build tantivy over jieba's words, in memory."""
    import tantivy as library

    builder = library.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace")
    builder.add_integer_field("number", stored=True, indexed=True)
    schema = builder.build()
    index = library.Index(schema)
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for number, cut in enumerate(corpus.words):
        writer.add_document(library.Document(body=" ".join(cut), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> list[int]:
        terms = [library.Query.term_query(schema, "body", word) for word in words(question)]
        if not terms:
            return []
        query = library.Query.boolean_query([(library.Occur.Should, term) for term in terms])
        return [searcher.doc(at)["number"][0] for _, at in searcher.search(query, 10).hits]

    return find


def fts5(corpus: Corpus) -> Find:
    """Build SQLite's FTS5 over trigrams, in memory."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE passage USING fts5(body, tokenize='trigram')")
    base.executemany("INSERT INTO passage(rowid, body) VALUES (?, ?)", enumerate(corpus.whole))

    def find(question: str) -> list[int]:
        letters = re.sub(r"\W+", "\n", question)
        grams = dict.fromkeys(letters[i : i + 3] for i in range(len(letters) - 2))
        asked = " OR ".join(f'"{gram}"' for gram in grams if "\n" not in gram)
        if not asked:
            return []
        sql = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 10"
        return [row[0] for row in base.execute(sql, (asked,))]

    return find


def rank_bm25(corpus: Corpus) -> Find:
    """Build rank_bm25 over jieba's words."""
    import numpy as np
    from rank_bm25 import BM25Okapi

    engine = BM25Okapi(corpus.words)

    def find(question: str) -> list[int]:
        scores = engine.get_scores(words(question))
        return [int(n) for n in np.argsort(-scores)[:10] if scores[n] > 0]

    return find


def xapian(corpus: Corpus) -> Find:
    """Build Xapian over its n-grams of Chinese characters, on disk, where it is at its best."""
    import xapian as library

    folder = tempfile.TemporaryDirectory()
    base = library.WritableDatabase(folder.name, library.DB_CREATE_OR_OVERWRITE)
    generator = library.TermGenerator()
    generator.set_flags(library.TermGenerator.FLAG_NGRAMS)
    for text in corpus.whole:
        document = library.Document()
        generator.set_document(document)
        generator.index_text(text)
        base.add_document(document)
    base.commit()

    def find(question: str) -> list[int]:
        # Its own parser wants all n-grams of a run; any of them may do here, as with the others.
        document = library.Document()
        generator.set_document(document)
        generator.index_text(question)
        terms = [term.term for term in document.termlist()]
        enquire = library.Enquire(base)
        enquire.set_query(library.Query(library.Query.OP_OR, terms))
        return [match.docid - 1 for match in enquire.get_mset(0, 10)]

    # The folder goes when nobody can ask any more.
    find.folder = folder  # type: ignore[attr-defined]
    return find


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to search."""

    build: Callable[[Corpus], Find]
    module: str
    cuts: bool = False
    """Whether it is built from words."""
    at_most: int = 10**9
    """Beyond so many texts a question takes it seconds, and it is left out."""


EVERY = {
    "bulletin-bot": Engine(ours, "bot"),
    "jieba + bm25s": Engine(bm25s, "bm25s", cuts=True),
    "jieba + tantivy": Engine(tantivy, "tantivy", cuts=True),
    "SQLite FTS5, trigrams": Engine(fts5, "sqlite3"),
    "Xapian, n-grams": Engine(xapian, "xapian"),
    "jieba + rank_bm25": Engine(rank_bm25, "rank_bm25", cuts=True, at_most=10_000),
}


def here() -> dict[str, Engine]:
    """Return the engines that this environment has."""
    return {name: e for name, e in EVERY.items() if importlib.util.find_spec(e.module)}
