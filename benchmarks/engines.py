"""The search engines that are compared: each is built from texts and finds numbers of texts."""

import importlib.util
import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Engine(Protocol):
    """Finds the numbers of the ten best texts, best first."""

    def __call__(self, question: str) -> list[int]:
        """Answer one question."""
        ...


def ours(texts: Sequence[str], titles: Sequence[str]) -> Engine:
    """Build the index of this project."""
    from bot.index import Index

    index = Index.build(texts, titles)
    return lambda question: [hit.number for hit in index.search(question)]


def _whole(texts: Sequence[str], titles: Sequence[str]) -> list[str]:
    return [
        f"{title}\n{text}" if title else text for text, title in zip(texts, titles, strict=True)
    ]


def _words(text: str) -> list[str]:
    import jieba

    return [word for word in jieba.cut(text.lower()) if word.isalnum()]


def bm25s(texts: Sequence[str], titles: Sequence[str]) -> Engine:
    """Build bm25s over jieba's words."""
    import bm25s as library

    engine = library.BM25()
    engine.index([_words(text) for text in _whole(texts, titles)], show_progress=False)
    count = min(10, len(texts))

    def find(question: str) -> list[int]:
        numbers, scores = engine.retrieve([_words(question)], k=count, show_progress=False)
        return [int(n) for n, s in zip(numbers[0], scores[0], strict=True) if s > 0]

    return find


def tantivy(texts: Sequence[str], titles: Sequence[str]) -> Engine:
    """Build tantivy over jieba's words, in memory."""
    import tantivy as library

    builder = library.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace")
    builder.add_integer_field("number", stored=True, indexed=True)
    schema = builder.build()
    index = library.Index(schema)
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for number, text in enumerate(_whole(texts, titles)):
        writer.add_document(library.Document(body=" ".join(_words(text)), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> list[int]:
        terms = [library.Query.term_query(schema, "body", word) for word in _words(question)]
        if not terms:
            return []
        query = library.Query.boolean_query([(library.Occur.Should, term) for term in terms])
        return [searcher.doc(at)["number"][0] for _, at in searcher.search(query, 10).hits]

    return find


def fts5(texts: Sequence[str], titles: Sequence[str]) -> Engine:
    """Build SQLite's FTS5 over trigrams."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE passage USING fts5(body, tokenize='trigram')")
    rows = enumerate(_whole(texts, titles))
    base.executemany("INSERT INTO passage(rowid, body) VALUES (?, ?)", rows)

    def find(question: str) -> list[int]:
        letters = re.sub(r"\W+", "\n", question)
        grams = dict.fromkeys(letters[i : i + 3] for i in range(len(letters) - 2))
        asked = " OR ".join(f'"{gram}"' for gram in grams if "\n" not in gram)
        if not asked:
            return []
        sql = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT 10"
        return [row[0] for row in base.execute(sql, (asked,))]

    return find


def rank_bm25(texts: Sequence[str], titles: Sequence[str]) -> Engine:
    """Build rank_bm25 over jieba's words."""
    import numpy as np
    from rank_bm25 import BM25Okapi

    engine = BM25Okapi([_words(text) for text in _whole(texts, titles)])

    def find(question: str) -> list[int]:
        scores = engine.get_scores(_words(question))
        return [int(n) for n in np.argsort(-scores)[:10] if scores[n] > 0]

    return find


def xapian(texts: Sequence[str], titles: Sequence[str]) -> Engine:
    """Build Xapian over its n-grams of Chinese characters, in memory."""
    import xapian as library

    base = library.WritableDatabase("", library.DB_BACKEND_INMEMORY)
    generator = library.TermGenerator()
    generator.set_flags(library.TermGenerator.FLAG_CJK_NGRAM)
    for text in _whole(texts, titles):
        document = library.Document()
        generator.set_document(document)
        generator.index_text(text)
        base.add_document(document)

    def find(question: str) -> list[int]:
        parser = library.QueryParser()
        query = parser.parse_query(re.sub(r"\W+", " ", question), parser.FLAG_CJK_NGRAM)
        enquire = library.Enquire(base)
        enquire.set_query(query)
        return [match.docid - 1 for match in enquire.get_mset(0, 10)]

    return find


Build = Callable[[Sequence[str], Sequence[str]], Any]
ENGINES: dict[str, Build] = {
    "bulletin-bot": ours,
    "jieba + bm25s": bm25s,
    "jieba + tantivy": tantivy,
    "SQLite FTS5, trigrams": fts5,
    "jieba + rank_bm25": rank_bm25,
}
if importlib.util.find_spec("xapian"):
    ENGINES["Xapian, n-grams"] = xapian
AT_MOST = {"jieba + rank_bm25": 10_000}
"""Engines that answer in seconds, not milliseconds, beyond so many texts."""
