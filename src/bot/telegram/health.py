"""Whether the bot can do its work: part by part, each of which tells for itself."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

READY = "ready\n"


class Health:
    """What `/readyz` and the metrics say of the parts."""

    def __init__(self) -> None:
        self._parts: dict[str, Callable[[], bool]] = {}
        self.begun = False
        """Whether all parts are there."""

    def add(self, **parts: Callable[[], bool]) -> None:
        """Ask these as well."""
        self._parts |= parts

    def states(self) -> Mapping[str, bool]:
        """Return which part is ready."""
        return {"begun": self.begun, **{name: tell() for name, tell in self._parts.items()}}

    def page(self) -> tuple[int, str]:
        """Return the status of `/readyz`, and which parts are not ready."""
        missing = [name for name, ready in self.states().items() if not ready]
        if not missing:
            return HTTPStatus.OK, READY
        return HTTPStatus.SERVICE_UNAVAILABLE, f"not ready: {', '.join(missing)}\n"
