"""The land that a test spoils."""

import pytest
from lands import Land


@pytest.fixture
def land(tmp_path) -> Land:
    return Land(tmp_path)
