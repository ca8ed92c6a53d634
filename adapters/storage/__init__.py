"""The ledger on SQLite or PostgreSQL: every noun a row under its own id, every question one SQL statement.

Owns tables, their schema version and transactions; may import domain, SQLModel, SQLAlchemy and pydantic.
A newcomer starts at `adapters.storage.ledger.open_ledger`, then reads `shelf`, then `approvals`.
"""

from adapters.storage.ledger import open_ledger

__all__ = ["open_ledger"]
