"""What staff see of ideas: the person, the list, the preview and what waits."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Revision

from wagtail_medborgarbudget.actions.ideas import approve_idea, edit_idea
from wagtail_medborgarbudget.actions.setup import MODERATOR, READER
from wagtail_medborgarbudget.models import Idea, IdeaState

from .builders import IDEA, make_home, make_idea, make_round, make_round_page, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    user = make_user(MODERATOR)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(Idea.snippet_viewset.get_url_name(name), args=args)


def test_contact_data_is_never_on_the_page_or_in_its_revisions(moderator):
    idea = make_idea(make_round_page().round, contact={"show_name": True})

    page = approve_idea(idea, moderator).page

    kept = [json.dumps(revision.content) for revision in Revision.objects.all()]
    kept.append(f"{page.title} {page.intro} {page.body}")
    assert not [text for text in kept if "asa@example.com" in text or "Åkesson" in text]


def test_the_moderator_sees_contact_and_the_first_text_beside_the_idea(client, moderator):
    idea = make_idea(make_round_page().round)
    edit_idea(idea, content={"title": "Nytt namn"})

    for name in ("edit", "inspect"):
        html = client.get(url(name, idea.pk)).content.decode()
        assert "asa@example.com" in html
        assert IDEA["title"] in html


def test_a_reader_sees_the_ideas_but_not_the_person_or_the_first_text(client):
    make_user(MODERATOR)
    idea = make_idea(make_round_page().round)
    edit_idea(idea, content={"title": "Nytt namn"})
    client.force_login(make_user(READER))

    for page in (url("list"), url("inspect", idea.pk)):
        html = client.get(page).content.decode()
        assert "Nytt namn" in html
        assert "asa@example.com" not in html
        assert IDEA["title"] not in html
    assert client.get(url("edit", idea.pk)).status_code == 302


def test_a_moderator_of_one_site_does_not_see_anothers_ideas(client):
    ours, theirs = make_round_page(), make_round_page(parent=make_home())
    client.force_login(make_user(MODERATOR, under=ours))
    mine, other = make_idea(ours.round, title="Vår"), make_idea(theirs.round, title="Deras")

    html = client.get(url("list")).content.decode()

    assert "Vår" in html
    assert "Deras" not in html
    assert client.get(url("edit", mine.pk)).status_code == 200
    assert client.get(url("edit", other.pk)).status_code == 302


def test_the_preview_shows_the_idea_as_a_proposal(client, moderator):
    idea = make_idea(make_round_page().round)

    response = client.get(url("revisions_view", idea.pk, idea.latest_revision_id))

    assert IDEA["what"] in response.content.decode()


# Lists and the dashboard.


def test_the_list_filters_searches_and_asks_a_fixed_number_of_questions(
    client, moderator, django_assert_max_num_queries
):
    round = make_round()
    for number in range(3):
        make_idea(round, title=f"Bänk {number}")
    make_idea(round, title="Lampor", state=IdeaState.DECLINED)
    client.get(url("list"))

    with django_assert_max_num_queries(30):
        html = client.get(url("list") + "?state=received&q=Bänk").content.decode()

    assert html.count("Bänk ") >= 3
    assert "Lampor" not in html


def test_the_dashboard_says_how_many_ideas_wait_however_many_they_are(
    client, moderator, django_assert_num_queries
):
    round = make_round()
    make_idea(round)
    client.get(reverse("wagtailadmin_home"))
    with CountQueries() as one_waits:
        client.get(reverse("wagtailadmin_home"))
    for _each in range(29):
        make_idea(round)

    with django_assert_num_queries(one_waits.count):
        html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "30" in html
    assert url("list") + "?state=received" in html


class CountQueries:
    def __enter__(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.captured = CaptureQueriesContext(connection)
        self.captured.__enter__()
        return self

    def __exit__(self, *exc):
        self.captured.__exit__(*exc)
        self.count = len(self.captured)


def test_a_dashboard_where_nothing_of_ours_waits_is_wagtails_own(client, moderator):
    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "medborgarbudget-waiting" not in html
