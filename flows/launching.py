"""Prefect's client takes a second and 70 MB to import, and of those who open a world few run a deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterPrefect:
    """A `flows.deployments.PrefectLauncher` that is imported when something is launched; the fields are its own."""

    place: str
    named_in: str

    def launch(
        self, deployment: str, *, question: str, parameters: Mapping[str, object], besides: Mapping[str, object]
    ) -> str:
        """As `PrefectLauncher.launch`."""
        from flows.deployments import PrefectLauncher

        launcher = PrefectLauncher(self.place, named_in=self.named_in)
        return launcher.launch(deployment, question=question, parameters=parameters, besides=besides)
