"""Two questions after a vote: counted in sums, and told only of groups."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wagtail_medborgarbudget.actions.answers import (
    SMALLEST_GROUP,
    count_answers,
    summed_answers,
    without_small_groups,
)
from wagtail_medborgarbudget.actions.closing import close_box
from wagtail_medborgarbudget.actions.vote_refusals import BoxClosed
from wagtail_medborgarbudget.models import ANSWERS, AnswerCount, Question, Vote, VotingPage

from .builders import end_voting, make_open_vote, vote_as
from .results import decide, make_decided
from .threads import at_once, needs_postgres
from .voters import step, text_of, vote_through


def counted(vote):
    rows = AnswerCount.objects.filter(vote=vote, count__gt=0)
    return {(row.question, row.answer): row.count for row in rows}


def answer(client, page, **answers):
    return client.post(step(page, "receipt"), {"do": "answers"} | answers)


def fill(vote, **counts):
    """Sums as they stand when so many have answered: age of each band in its order."""
    for question, numbers in counts.items():
        kinds = ANSWERS[Question(question)].values
        for kind, count in zip(kinds, numbers, strict=False):
            AnswerCount.objects.create(vote=vote, question=question, answer=kind, count=count)


@pytest.mark.django_db
def test_answers_are_added_to_sums_and_nothing_is_kept_of_a_person(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    answer(client, page, age="18-24", heard="friends")

    assert counted(page.vote) == {("age", "18-24"): 1, ("heard", "friends"): 1}
    fields = {field.name for field in AnswerCount._meta.get_fields()}
    assert fields == {"id", "vote", "question", "answer", "count"}
    # As many rows after one answer as after a thousand, in an order that tells nothing.
    assert AnswerCount.objects.count() == sum(len(kinds) for kinds in ANSWERS.values())


@pytest.mark.django_db
def test_one_receipt_answers_once(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    answer(client, page, age="18-24")
    answer(client, page, age="25-44")

    assert counted(page.vote) == {("age", "18-24"): 1}
    content = text_of(client.get(step(page, "receipt")))
    assert 'name="age"' not in content
    assert client.get(step(page, "receipt")).context_data["done"] == ["answered"]


@pytest.mark.django_db
def test_both_questions_can_be_left_as_they_are(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    response = answer(client, page, age="", heard="")

    assert response.status_code == 302
    assert counted(page.vote) == {}


@pytest.mark.django_db
def test_an_answer_that_was_not_offered_is_not_counted(client):
    page = make_open_vote()
    vote_through(client, page, 1)

    response = answer(client, page, age="anna@example.se", heard="letter")

    assert response.context_data["answers"].errors["age"]
    count_answers(page.vote, {"age": "anna@example.se", "shoes": "43"})
    assert counted(page.vote) == {}


@pytest.mark.django_db
def test_without_a_receipt_nobody_answers(client):
    page = make_open_vote()

    assert answer(client, page, age="18-24").url == page.url
    assert not AnswerCount.objects.exists()


@pytest.mark.django_db
def test_a_vote_that_asks_nothing_counts_nothing(client):
    page = make_open_vote(asks_afterwards=False)
    vote_through(client, page, 1)

    content = text_of(client.get(step(page, "receipt")))
    answer(client, page, age="18-24")

    assert 'name="age"' not in content
    assert not AnswerCount.objects.exists()


@pytest.mark.django_db
def test_when_the_box_is_closed_no_more_answers_are_taken(client):
    page = make_open_vote()
    vote_through(client, page, 1)
    close_box(end_voting(page.vote))

    with pytest.raises(BoxClosed):
        count_answers(page.vote, {"age": "18-24"})
    assert answer(client, page, age="18-24").url == step(page, "receipt")
    assert 'name="age"' not in text_of(client.get(step(page, "receipt")))
    assert not AnswerCount.objects.exists()


@pytest.mark.django_db
def test_nothing_is_told_before_the_box_is_closed():
    vote = make_open_vote().vote
    fill(vote, age=[50, 50, 50])

    assert summed_answers(vote) == []
    vote.box_closed_at = timezone.now()
    assert [summed.question for summed in summed_answers(vote)] == ["age"]


def test_a_group_of_four_is_not_told_and_one_of_five_is():
    shown = without_small_groups({"a": 5, "b": 4, "c": 0, "d": 30})

    assert shown == {"a": 5, "b": None, "c": None, "d": 30}


def test_a_group_is_never_hidden_alone():
    assert without_small_groups({"a": 9, "b": 4, "c": 8, "d": 30}) == {
        "a": 9,
        "b": None,
        "c": None,
        "d": 30,
    }


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_what_is_hidden_cannot_be_worked_out(numbers):
    counts = {str(place): count for place, count in enumerate(numbers)}

    shown = without_small_groups(counts)

    figures = [count for count in shown.values() if count is not None]
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count >= SMALLEST_GROUP for count in figures)
    assert len(hidden) != 1
    assert all(shown[name] in (None, counts[name]) for name in counts)


@pytest.mark.django_db
def test_the_result_tells_of_groups_and_of_no_total(client):
    page = make_decided()
    fill(page.vote, age=[0, 2, 7, 11, 6, 9, 3])

    content = text_of(client.get(page.url))

    summed = client.get(page.url).context_data["summed_answers"]
    assert [answer.count for answer in summed[0].answers] == [None, None, 7, 11, 6, 9, None]
    table = content.split('id="mb-summed-age"')[1].split("</table>")[0]
    assert '<td class="mb-number">11</td>' in table
    assert "38" not in table
    assert "33" not in table
    assert "mb-summed-heard" not in content


@pytest.mark.django_db
def test_where_every_group_is_small_nothing_is_told(client):
    page = make_decided()
    fill(page.vote, age=[1, 2, 3], heard=[4, 4, 4, 4, 4, 4, 4])

    assert client.get(page.url).context_data["summed_answers"] == []


@pytest.mark.django_db
def test_the_answers_take_one_question_to_the_database():
    page = make_decided()
    fill(page.vote, age=[9] * 7, heard=[9] * 7)

    with CaptureQueriesContext(connection) as asked:
        summed_answers(page.vote)

    assert len(asked) == 1


@pytest.mark.django_db
def test_answers_survive_the_closing_as_sums(client):
    page = make_open_vote()
    vote_as(page.vote, "anna", 1)
    for _voter in range(6):
        count_answers(page.vote, {"age": "45-64"})
    close_box(end_voting(page.vote))

    decided = decide(VotingPage.objects.get(pk=page.pk))

    (summed,) = client.get(decided.url).context_data["summed_answers"]
    assert [answer.count for answer in summed.answers if answer.count] == [6]


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_forty_answers_at_once_are_forty():
    vote = make_open_vote().vote

    given_back = at_once(*[lambda: count_answers(vote, {"age": "18-24", "heard": "school"})] * 40)

    assert given_back == [None] * 40
    assert counted(vote) == {("age", "18-24"): 40, ("heard", "school"): 40}


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_no_sum_moves_when_the_box_has_been_closed():
    vote = end_voting(make_open_vote().vote)
    calls = [lambda: count_answers(vote, {"age": "18-24"})] * 20
    calls.insert(10, lambda: close_box(vote))

    given_back = at_once(*calls)

    refused = sum(isinstance(one, BoxClosed) for one in given_back)
    assert all(one is None or isinstance(one, Vote | BoxClosed) for one in given_back)
    assert counted(Vote.objects.get(pk=vote.pk)).get(("age", "18-24"), 0) == 20 - refused
