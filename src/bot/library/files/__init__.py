"""YAML ⇄ `Bulletin`: the knowledge folder as it lies on the disk.

folder          a folder is read, each fault with its file and line
bulletin_yaml   one file's YAML → Bulletin
yaml_tree       YAML whose every node knows its line
placing         which file a page becomes
writing         files are written whole or not at all, and known again
"""

from bot.library.files import writing
from bot.library.files.folder import (
    PENDING,
    PINS,
    Loaded,
    Problem,
    dump,
    examine_data,
    load,
    to_data,
)
from bot.library.files.placing import place, unique
from bot.library.files.yaml_tree import Entries, Items, Node, Scalar, compose

__all__ = [
    "PENDING",
    "PINS",
    "Entries",
    "Items",
    "Loaded",
    "Node",
    "Problem",
    "Scalar",
    "compose",
    "dump",
    "examine_data",
    "load",
    "place",
    "to_data",
    "unique",
    "writing",
]
