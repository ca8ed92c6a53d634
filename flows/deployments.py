"""Runs of Prefect deployments: created once for each question, however often it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound, PrefectException

from domain.errors import EvidenceUnavailable, InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# A server that cannot be reached shows as a bare RuntimeError when Prefect's client asks for its version.
NOT_TAKEN = (httpx.HTTPError, PrefectException, RuntimeError)
# How the server refuses parameters that the deployment's flow does not take.
_REFUSED = (httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY)


class PrefectLauncher:
    """Runs deployments at the Prefect server that is configured; implements `domain.ports.Launcher`.

    `place` tells installations apart that share a server: the same question from another place is another run.
    `named_in` is the field, and its file, in which a person finds the deployment's name.
    """

    def __init__(self, place: str, *, named_in: str) -> None:
        self._place = place
        self._named_in = named_in

    def launch(
        self, deployment: str, *, question: str, parameters: Mapping[str, object], besides: Mapping[str, object]
    ) -> str:
        """Create the flow run, unless there is one for this question; returns its id and waits for nothing.

        Prefect keeps the question as the run's idempotency key, which it scopes to the flow.
        """
        try:
            with get_client(sync_client=True) as client:
                found = client.read_deployment_by_name(deployment)
                taken = (found.parameter_openapi_schema or {}).get("properties", {})
                _refuse_unknown(deployment, parameters, taken)
                given = {name: value for name, value in besides.items() if name in taken}
                run = client.create_flow_run_from_deployment(
                    found.id,
                    parameters={**given, **parameters},
                    name=question,
                    idempotency_key=f"{question} {self._place}",
                )
        except ObjectNotFound as error:
            raise InvalidDocument(
                [f"Prefect knows no deployment {deployment}; deploy it, or mend {self._named_in}"]
            ) from error
        except NOT_TAKEN as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code in _REFUSED:
                raise InvalidDocument(
                    [f"deployment {deployment} does not take these parameters: {error}; mend {self._named_in}"]
                ) from error
            raise EvidenceUnavailable(
                f"Prefect did not take the run of {deployment} ({error}); the next run tries again"
            ) from error
        return str(run.id)


def _refuse_unknown(deployment: str, parameters: Mapping[str, object], taken: Collection[str]) -> None:
    """The server takes a parameter that the flow does not know, and the run fails; said here, it starts later."""
    unknown = sorted(set(parameters) - set(taken))
    if unknown:
        raise InvalidDocument(
            [
                f"deployment {deployment} takes no parameter {', '.join(unknown)}; it takes "
                f"{', '.join(sorted(taken)) or 'none'}: mend the parameters, or deploy it again"
            ]
        )
