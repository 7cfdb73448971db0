"""How the window tells of errors: what happened, what was kept, what to do, and a copy."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from labelmt import __version__
from labelmt.domain.errors import InvalidTable, NoPermission, Problem, ProjectDamaged
from labelmt.gui.app.uncaught_errors import uncaught_errors_shown
from labelmt.gui.widgets.notices import WAITING_MOST, Notice, NoticeBar, Reporter, describe


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    return bar


def press(bar: NoticeBar, text: str) -> None:
    button = next(one for one in bar.findChildren(QPushButton) if text in one.text())
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_our_errors_say_four_things() -> None:
    error = NoPermission("It may not be read.", subject="a/b", kept="Kept.", next_step="Allow it.")
    assert describe(error) == Notice("It may not be read.", "a/b", "Kept.", "Allow it.")


def test_a_table_lists_every_problem() -> None:
    problems = (Problem(2, "no such image", "path"), Problem(9, "two values", "scene"))
    details = describe(InvalidTable("It has problems.", problems)).details
    assert details == "line 2, column path: no such image\nline 9, column scene: two values"


def test_a_fault_of_ours_brings_its_trace() -> None:
    with pytest.raises(ProjectDamaged) as caught:
        raise ProjectDamaged("The database is damaged.")
    assert "test_notices.py" in describe(caught.value).details


def test_a_bug_is_said_to_be_one() -> None:
    notice = describe(ZeroDivisionError("division by zero"))
    assert notice.subject == "ZeroDivisionError: division by zero"
    assert "saved" in notice.kept
    assert "ZeroDivisionError" in notice.details


def test_details_are_copied_with_the_versions(bar: NoticeBar) -> None:
    bar.tell(Notice("It broke.", "x.png", details="line 1\nline 2"))
    press(bar, "Copy details")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("It broke.\nx.png\nline 1\nline 2\n")
    assert __version__ in copied


def test_notices_wait_for_each_other(bar: NoticeBar) -> None:
    first, second = Notice("one"), Notice("two")
    for notice in (first, second, first, second):
        bar.tell(notice)
    assert bar.shown == first
    press(bar, "Next (1 more)")
    assert bar.shown == second
    press(bar, "Dismiss")
    assert bar.shown is None
    assert bar.isHidden()


def test_what_answers_a_person_comes_before_what_came_by_itself(bar: NoticeBar) -> None:
    fault = Notice("It broke.")
    old = Notice("1 hidden image was left out.", serious=False, unasked=True)
    done = Notice("12 images were written.", serious=False)
    for notice in (old, fault, done):
        bar.tell(notice)
    assert bar.shown == done
    bar.tell(Notice("A new model predicts.", serious=False, unasked=True))
    assert bar.shown == done, "what comes by itself waits"
    bar.dismiss()
    assert bar.shown == old
    bar.dismiss()
    assert bar.shown == fault
    bar.tell(done)
    bar.tell(old)
    bar.tell(fault)
    assert bar.shown == done, "what waits already comes no second time"


def test_an_answer_that_waits_comes_forward_when_it_is_given_again(bar: NoticeBar) -> None:
    one, two = Notice("one", serious=False), Notice("two", serious=False)
    for notice in (one, two, one):
        bar.tell(notice)
    assert bar.shown == one
    bar.dismiss()
    assert bar.shown == two
    bar.dismiss()
    assert bar.isHidden()


def test_the_button_is_as_wide_as_its_words_at_once(bar: NoticeBar) -> None:
    bar.resize(600, 60)
    bar.tell(Notice("one"))
    bar.tell(Notice("two"))
    button = next(one for one in bar.findChildren(QPushButton) if "Next" in one.text())
    assert button.width() >= button.sizeHint().width()


def test_a_flood_is_counted_not_kept(bar: NoticeBar) -> None:
    for number in range(WAITING_MOST + 30):
        bar.tell(Notice(str(number)))
    for _ in range(WAITING_MOST):
        bar.dismiss()
    assert bar.shown is not None
    bar.dismiss()
    assert bar.isHidden()


def test_names_are_never_read_as_markup(bar: NoticeBar) -> None:
    bar.tell(Notice("It broke.", "<b>x</b>.png"))
    assert "<b>x</b>.png" in bar.accessibleName()


def test_a_report_from_a_thread_arrives_on_the_windows(qtbot: QtBot) -> None:
    reporter = Reporter()
    threads = []
    reporter.reported.connect(lambda _notice: threads.append(threading.current_thread()))
    with qtbot.waitSignal(reporter.reported) as told:
        thread = threading.Thread(target=lambda: reporter.report(ValueError("no")))
        thread.start()
        thread.join()
    assert told.args[0].subject == "ValueError: no"
    assert threads == [threading.main_thread()]


def test_what_nobody_caught_is_shown_and_printed(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    reporter = Reporter()
    notices: list[Notice] = []
    reporter.reported.connect(notices.append)
    with uncaught_errors_shown(reporter):
        sys.excepthook(ValueError, ValueError("in a slot"), None)
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(notices) == 2)
    assert {one.subject for one in notices} == {
        "ValueError: in a slot",
        "ZeroDivisionError: division by zero",
    }
    assert "in a slot" in capsys.readouterr().err
    assert sys.excepthook is sys.__excepthook__
