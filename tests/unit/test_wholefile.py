"""Files that appear whole or not at all."""

import pytest

from nutag.wholefile import whole_file


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    target = tmp_path / "t.txt"
    target.write_text("old")

    def fail():
        with whole_file(target) as whole:
            whole.write_text("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
