"""A publication whose figures do not fit or contradict one another is refused, and the refusal says where."""

from __future__ import annotations

import msgspec
import pytest
from example import AGES, by_place, estimated, example, poor, states, table, with_figure, without

from atleast.errors import PublishRefused
from atleast.model import Figure
from atleast.reports.publication import KINDS, check


@pytest.mark.parametrize("name", sorted(states()))
def test_every_state_of_the_example_is_well_formed(name: str) -> None:
    check(states()[name])


def test_a_ladder_that_is_not_the_minimum_is_refused() -> None:
    wrong = with_figure(example(), "ladder", table("rung n left_out headline", ("named", 611, 0, True)))
    with pytest.raises(PublishRefused, match=r"headline rung says \[611\], the minimum 612"):
        check(wrong)


def test_a_column_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(PublishRefused, match="adds up to 611"):
        check(with_figure(example(), "sum", table("step n", ("records", 1515), ("left_out", -904), ("people", 612))))
    with pytest.raises(PublishRefused, match="the sum leaves out 96"):
        check(with_figure(example(), "left_out", table("reason n", ("not_dead", 95))))
    with pytest.raises(PublishRefused, match=r"by_day\) adds up to 1, the minimum is 612"):
        check(with_figure(example(), "by_day", table("date died reported", ("2031-03-03", 1, 1))))


def test_a_hidden_cell_may_not_hold_its_number() -> None:
    shown = by_place()
    rows = [("XS.AB", "Abrisham", "ابریشم", 3, "1-4", "coarsened", 4, 0) if row[0] == "XS.AB" else row for row in shown.rows]
    with pytest.raises(PublishRefused, match="a hidden cell still holds its number"):
        check(with_figure(example(), "by_place", msgspec.structs.replace(shown, rows=tuple(rows))))
    with pytest.raises(PublishRefused, match="a hidden cell still holds its number"):
        check(with_figure(example(), "by_age_sex", table("age_group sex n shown", ("0-17", "f", 2, "1-4"))))


def test_invented_data_cannot_be_published_as_true() -> None:
    with pytest.raises(PublishRefused, match="disagree on whether the data are invented"):
        check(example(invented=False))


def test_columns_types_and_words_are_those_of_the_kind() -> None:
    with pytest.raises(PublishRefused, match="columns n; expected step, n"):
        check(with_figure(example(), "sum", table("n", (612,))))
    with pytest.raises(PublishRefused, match="'612'; expected int"):
        check(with_figure(example(), "sum", table("step n", ("people", "612"))))
    with pytest.raises(PublishRefused, match="expected one of"):
        check(with_figure(example(), "ladder", table("rung n left_out headline", ("my_own", 612, 0, True))))
    unknown = (*example().figures, Figure(id="F99", kind="pie", scope=example().scope, run="", invented=True, value=1))
    with pytest.raises(PublishRefused, match="kind 'pie' is not one of"):
        check(example(figures=unknown))


def test_impossible_days_and_numbers_are_refused() -> None:
    with pytest.raises(PublishRefused, match=r"'3 March'; expected a day as 2031-03-16"):
        check(with_figure(example(), "by_day", table("date died reported", ("3 March", 612, 0))))
    with pytest.raises(PublishRefused, match="published: 'today'"):
        check(example(published="today"))
    with pytest.raises(PublishRefused, match="a negative number"):
        check(with_figure(example(), "left_out", table("reason n", ("not_dead", 100), ("no_date", -4))))
    with pytest.raises(PublishRefused, match="inf; expected number"):
        check(estimated(("decomposable", 612, 700.0, 650.0, float("inf"), 0.95, None, None, "", False, "")))


def test_no_headline_and_no_figure_twice() -> None:
    with pytest.raises(PublishRefused, match="no headline"):
        check(without(example(), "minimum"))
    with pytest.raises(PublishRefused, match="have the kind 'minimum'"):
        check(example(figures=(*example().figures, example().figures[0])))


def test_a_publication_survives_json() -> None:
    for publication in (example(), poor()):
        again = msgspec.json.decode(msgspec.json.encode(publication), type=type(publication))
        assert again == publication
        check(again)


def test_every_column_of_every_kind_says_what_it_means() -> None:
    for kind in KINDS.values():
        assert kind.meaning
        assert all(
            column.meaning and column.type.removesuffix("?") in {"text", "int", "number", "bool"}
            for column in kind.columns.values()
        )
    assert AGES.columns == tuple(KINDS["by_age_sex"].columns)
