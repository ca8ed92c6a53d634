"""What somebody with the database's password does."""

from sqlalchemy import create_engine, text


def by_hand(url: str, *statements: str) -> None:
    """Carry out statements, with nothing of ours in between."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
