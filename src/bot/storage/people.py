"""What stands for a person, or for anything else that names one, in the database.

A salted hash: the salt lies in a file beside the database, so that neither alone tells who asked
what.
"""

import hashlib
import hmac
import secrets

from bot.storage.database import Database

SALT, CODE = 32, 16
"""Bytes of the salt, and of a code."""

LENGTH = 2 * CODE
"""Letters of a code."""


class People:
    """Gives each person a code."""

    def __init__(self, database: Database) -> None:
        """StoreUnavailable if there can be no salt."""
        self._salt = database.secret("salt", secrets.token_bytes(SALT))
        # With the folder the salt is made again, else nobody could have their entries deleted.
        database.prepare(lambda _: self._kept(database))

    def code(self, said: str) -> str:
        """Return the code of a person's id, or of what else nobody shall read."""
        data = said.encode(errors="surrogatepass")
        return hmac.new(self._salt, data, hashlib.sha256).hexdigest()[:LENGTH]

    def _kept(self, database: Database) -> None:
        database.secret("salt", self._salt)
