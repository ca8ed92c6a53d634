"""The Prefect server is shared by every test module of this folder, so its fixtures are known here."""

from tests.flows.prefect_server import deployed, project, starting

__all__ = ["deployed", "project", "starting"]
