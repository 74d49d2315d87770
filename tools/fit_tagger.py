#!/usr/bin/env python3
"""Fit what finds names and tells who acts, and say how well it does on pages that it has not seen.

    python tools/fit_tagger.py [FOLDER ...] [--folds 6] [--report]

Fits on the tests' pages, bulletins and sentences, and on further FOLDERs of gold pages, and writes
`src/bot/data/names.npz`: weights of hashed features and nothing of any text. With --report nothing
is written: each page is left out with its fold, and precision and recall of names, and of those who
act, are printed by folder. Needs python-crfsuite.

Each text with names is there once more with invented ones, so that ways of building names are
learned and not names; a feature that only one page has is dropped.
"""

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from gold_names import Text, folder, sentences
from numpy.typing import NDArray

from bot.chinese.name_parts import FORMS
from bot.chinese.text import lexicon
from bot.chinese.word_lists import listed
from bot.intake.naming import acting, views
from bot.intake.naming.actors import LEAN
from bot.intake.naming.model import Acting
from bot.intake.naming.tagger import TAGS, Tagger

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src" / "bot" / "data" / "names.npz"
OWN = ("tests/pages", "tests/documents", "tests/generated_knowledge", "knowledge")

RIDGE, ROUNDS = 0.1, 120
"""How much weights are held small, and how often they are bettered."""

Example = tuple[str, NDArray[np.int64], str]
"""A page, the features of a text's characters, and their tags."""


def gold(more: Iterable[str]) -> list[Text]:
    """Return all texts with their names."""
    texts = list(sentences(ROOT / "tests" / "sentences.txt"))
    for path in (*(ROOT / own for own in OWN), *map(Path, more)):
        texts += folder(path)
    return texts


# --- names


def examples(texts: Iterable[Text]) -> Iterator[Example]:
    """Yield texts, those with names once more with invented ones."""
    for text in texts:
        spans = [(name.start, name.end) for name in text.names]
        yield _example(text.page, text.shade, spans)
        if spans:
            yield _example(text.page, *_swapped(text.shade, spans))


@cache
def _features(said: str) -> NDArray[np.int64]:
    return views.features(said)


def _example(page: str, said: str, spans: Sequence[tuple[int, int]]) -> Example:
    tags = ["O"] * len(said)
    for start, end in spans:
        tags[start:end] = ["B", *"I" * (end - start - 2), "E"]
    return page, _features(said), "".join(tags)


def _swapped(said: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Return a text with invented names in the place of its own; always the same ones."""
    draw = random.Random(said)  # noqa: S311 - no secret
    text, at, found = "", 0, []
    for start, end in spans:
        text += said[at:start]
        name = _invented(draw)
        found.append((len(text), len(text) + len(name)))
        text, at = text + name, end
    return text + said[at:], found


LETTERS = (
    "云石溪松柏青岩河江海山林桥川湖泉平安宁丰和兴德永新金银玉龙凤鹤梅兰竹菊明光华星月春夏秋冬"
    "东西南北中正大同义仁礼智信康福禄寿喜瑞祥晨曦远岫栗沐禾谷雨露霜雪风雷电虹霞峰岭原野田畔舟帆港湾洲屿"
)
TRADES = (
    "汽车 出行 科技 医药 制药 乳业 食品 地产 置业 物流 快递 电器 电子 网络 传媒 能源 电力 建设 "
    "建工 环保 农业 种业 酒业 茶业 实业 控股 集团 股份 银行 保险 证券 旅游 航空 重工 机械 材料 "
    "化工 纺织 服饰 家居 健康 生物 中国 客车 新材料 粮油 超市 便利店 药房 药业 咖啡 智能 软件 信息"
).split()
FIRMS = "有限公司 有限责任公司 股份有限公司 科技有限公司 集团有限公司 集团 公司 集团公司".split()


@cache
def _dictionary() -> tuple[list[str], list[str], list[str]]:
    """Return common nouns, places, and the forms of organisations' names."""
    known = lexicon()
    nouns, places = [], []
    for word in known:
        tag, often = known.tag(word), known[word]
        if tag in ("n", "vn", "nz", "b", "nrt") and 2 <= len(word) <= 3 and often > 60:
            nouns.append(word)
        if tag == "ns" and 2 <= len(word) <= 3 and often > 5:
            places.append(word)
    forms = {*FORMS, *listed(views.FILE, "forms")}
    return nouns, places, sorted(f for f in forms if len(f) > 1)


def _invented(draw: random.Random) -> str:
    """Return a name that nobody has: of a firm, a team, or an association of its trade."""
    nouns, places, forms = _dictionary()
    brand = "".join(draw.choice(LETTERS) for _ in range(draw.choice((2, 2, 2, 3))))
    of = "".join(draw.choice(LETTERS) for _ in range(2)) + draw.choice("省市市县区镇乡")
    place = draw.choice(("", of, of, draw.choice(places)))
    kind = draw.random()
    if kind < 0.25:
        return place + brand + draw.choice(("", draw.choice(TRADES))) + draw.choice(FIRMS)
    if kind < 0.4:
        return brand + draw.choice(TRADES)
    if kind < 0.45:
        return f"{place}“{brand}”{draw.choice(forms)}"
    if kind < 0.75:
        return (
            place + draw.choice(nouns) + draw.choice(("", draw.choice(nouns))) + draw.choice(forms)
        )
    return place + brand + draw.choice(forms)


def fit_tagger(data: Sequence[Example]) -> Tagger:
    """Return the likeliest weights."""
    pages: defaultdict[str, list[NDArray[np.int64]]] = defaultdict(list)
    for page, rows, _ in data:
        pages[page].append(rows.ravel())
    count = np.zeros(views.BUCKETS, np.int32)
    for found in pages.values():
        count[np.unique(np.concatenate(found))] += 1
    often = count > 1
    trainer: Any = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for _, rows, tags in data:
        trainer.append([[str(x) for x in row[often[row]].tolist()] for row in rows], list(tags))
    trainer.set_params(
        {"c1": 0, "c2": RIDGE, "max_iterations": ROUNDS, "feature.possible_transitions": True}
    )
    reader: Any = pycrfsuite.Tagger()
    with tempfile.TemporaryDirectory() as scratch:
        trainer.train(f"{scratch}/model")
        reader.open(f"{scratch}/model")
        info = reader.info()
        reader.close()
    weights = np.zeros((views.BUCKETS, len(TAGS)), np.float32)
    pairs = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for (feature, tag), weight in info.state_features.items():
        weights[int(feature), TAGS.index(tag)] = weight
    for (one, other), weight in info.transitions.items():
        pairs[TAGS.index(one), TAGS.index(other)] = weight
    return Tagger(weights, pairs)


# --- who acts

EPOCHS, STEP, DECAY = 15, 0.15, 2e-3


def fit_acting(texts: Sequence[Text]) -> Acting:
    """Return weights by logistic regression, each name's part told by gold."""
    items: list[tuple[list[int], bool]] = []
    pages: Counter[int] = Counter()
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for text in texts:
        found = acting.views(text.shade, [(n.start, n.end) for n in text.names])
        for number, (view, name) in enumerate(zip(found, text.names, strict=True)):
            before = text.names[number - 1].acts if number else None
            features = acting.numbers(view, acting.part(before))
            seen[text.page].update(features)
            items.append((features, name.acts))
    for features_of in seen.values():
        pages.update(features_of)
    weights, speed = np.zeros(acting.BUCKETS + 1), np.full(acting.BUCKETS + 1, 1e-6)
    draw = random.Random(0)  # noqa: S311 - no secret
    for _ in range(EPOCHS):
        draw.shuffle(items)
        for features, acts in items:
            at = np.array([*(f for f in features if pages[f] > 1), acting.BUCKETS])
            wrong = 1 / (1 + np.exp(-weights[at].sum())) - acts
            step = wrong + DECAY * weights[at]
            speed[at] += step**2
            weights[at] -= STEP * step / np.sqrt(speed[at])
    return Acting(weights.astype(np.float32))


# --- what comes of it


def write(tagger: Tagger, judge: Acting) -> None:
    """Keep the weights, a byte each."""
    held: dict[str, Any] = {}
    parts = {"names": tagger.weights, "pairs": tagger.pairs, "acting": judge.weights}
    for name, weights in parts.items():
        scale = float(np.abs(weights).max()) / 127
        held[name] = np.round(weights / scale).astype(np.int8)
        held[f"{name} scale"] = np.float32(scale)
    np.savez_compressed(OUT, **held)
    print(f"{OUT}: {OUT.stat().st_size} bytes")


def report(texts: Sequence[Text], folds: int) -> None:
    """Print precision and recall, each page left out with its fold."""
    names, actors = defaultdict(Counter[str]), defaultdict(Counter[str])
    pages = sorted({text.page for text in texts})
    for fold in range(folds):
        out = set(pages[fold::folds])
        known = [text for text in texts if text.page not in out]
        tagger, judge = fit_tagger(list(examples(known))), fit_acting(known)
        for text in texts:
            if text.page in out:
                spans = tagger.spans(views.features(text.shade), LEAN)
                acts = judge.judge(acting.views(text.shade, spans))
                whose = text.page.split("/")[0]
                _count(names[whose], set(spans), {(n.start, n.end) for n in text.names})
                told = {text.shade[a:b] for (a, b), yes in zip(spans, acts, strict=True) if yes}
                told = {name for name in told if not acting.is_barred(name)}
                _count(
                    actors[whose], told, {text.shade[n.start : n.end] for n in text.names if n.acts}
                )
    for whose in names:
        print(f"{whose:22} names {_shares(names[whose])}   acting {_shares(actors[whose])}")


def _count(counts: Counter[str], found: set[Any], right: set[Any]) -> None:
    counts.update(right=len(found & right), wrong=len(found - right), missed=len(right - found))


def _shares(counts: Counter[str]) -> str:
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    return (
        f"precision {right / max(1, right + wrong):.3f} recall {right / max(1, right + missed):.3f}"
    )


def main() -> None:
    """Fit on all gold, or report what is left out."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--folds", type=int, default=6)
    parser.add_argument("--report", action="store_true")
    said = parser.parse_args()
    texts = gold(said.folders)
    if said.report:
        report(texts, said.folds)
    else:
        write(fit_tagger(list(examples(texts))), fit_acting(texts))


if __name__ == "__main__":
    main()
