"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

from tests.storage.servers import drop_schemas_of_folders

# The same examples in every run, and no limit on their time: a busy machine must not fail a test.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_sessionfinish() -> None:
    """Leave nothing on the database server."""
    drop_schemas_of_folders()
