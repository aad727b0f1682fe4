import pytest

from nutag.console import HEADLINE, job, stopped
from nutag.issues import InputError, Issue

FAULT = Issue(
    "licences", "file.missing", "stop", "no such file", "a file", "Mend it.", file="a.csv"
)
SENTENCE = "- licences (a.csv): found no such file; expected a file. Mend it."


def test_a_line_goes_to_the_terminal_and_the_log(tmp_path, capsys):
    log = tmp_path / "logs" / "job.log"
    with job(log) as say:
        say("Soums: 339, Өмнөговь")
    assert log.read_text(encoding="utf-8") == "Soums: 339, Өмнөговь\n"
    captured = capsys.readouterr()
    assert captured.err == "Soums: 339, Өмнөговь\n"
    assert captured.out == ""


def test_bad_input_ends_the_job_with_its_sentences_and_no_traceback(tmp_path, capsys):
    log = tmp_path / "job.log"
    with pytest.raises(SystemExit) as ended, job(log):
        raise InputError([FAULT, FAULT])
    assert ended.value.code == 1
    expected = f"\n{HEADLINE}\n{SENTENCE}\n{SENTENCE}\n\n"
    assert log.read_text(encoding="utf-8") == expected
    assert capsys.readouterr().err == expected
    assert "file.missing,stop" in (tmp_path / "job.stopped.csv").read_text("utf-8-sig")


def test_a_fault_of_the_program_keeps_its_traceback_in_the_log(tmp_path):
    log = tmp_path / "job.log"
    with pytest.raises(ZeroDivisionError), job(log) as say:
        say("begun")
        1 / 0  # noqa: B018
    text = log.read_text(encoding="utf-8")
    assert text.startswith("begun\nTraceback (most recent call last):")
    assert text.endswith("ZeroDivisionError: division by zero\n")


def test_the_text_of_bad_input():
    assert stopped(InputError([FAULT])) == f"\n{HEADLINE}\n{SENTENCE}\n"
