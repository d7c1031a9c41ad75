"""Help at a desk: open it, give start codes, close it. Staff see neither choices nor marks."""

from datetime import datetime

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages

from ..actions import stations
from ..actions.vote_refusals import VoteRefused
from ..explanations import channel_label
from ..models import Station
from ..permissions import works_with
from .vote_verbs import OfVote

SCREEN, DESK, CLOSE = "stations", "station", "close_station"
CHANGE_STATION = "wagtail_medborgarbudget.change_station"


def offers_help(vote) -> bool:
    return stations.CHANNEL in vote.ways and not vote.is_box_closed


class OpenForm(forms.Form):
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("For instance the library in Granhyltan. Only you who work with it see it."),
    )
    until = forms.TimeField(
        label=_("Open until"),
        # The browser's own: Wagtail's needs a script that the page does not have.
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Today. The desk then closes by itself."),
    )

    def closes_at(self) -> datetime:
        today = timezone.localdate()
        return timezone.make_aware(datetime.combine(today, self.cleaned_data["until"]))


class IdentifierForm(forms.Form):
    identifier = forms.CharField(
        label=_("What identifies the person"),
        help_text=_(
            "What has been decided, such as the personal number; the same for everybody. It is"
            " scrambled at once and not kept. Look at the identity document first."
        ),
        max_length=100,
        # Nothing that a browser may remember, or the next person may read.
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class AtDesks(OfVote):
    """Registrars too: they may hold a desk in a vote that they may not change."""

    permission = CHANGE_STATION
    may_open = staticmethod(works_with)

    def url(self, name, *args):
        start = self.edit_url_name.rsplit(":", 1)[0]
        return reverse(f"{start}:{name}", args=[self.vote.pk, *args])

    @cached_property
    def station(self):
        found = Station.objects.filter(vote=self.vote, pk=self.kwargs["station"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"desks_url": self.url(SCREEN)}


class Stations(AtDesks):
    """The desks of a vote, and a form that opens one."""

    page_title = _("Help at a desk")
    template_name = "wagtail_medborgarbudget/admin/stations.html"

    def get_context_data(self, form=None, **kwargs):
        now = timezone.now()
        desks = [(each, each.is_open(now), self.url(DESK, each.pk)) for each in self.desks()]
        context = super().get_context_data(**kwargs)
        return context | {"desks": desks, "form": form or OpenForm()}

    def desks(self):
        return self.vote.stations.all()[:100]

    def post(self, request):
        form = OpenForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        place, until = form.cleaned_data["place"], form.closes_at()
        try:
            station = stations.open_station(self.vote, place, until, request.user)
        except VoteRefused as refused:
            self.say(refused)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("The desk is open."))
        return redirect(self.url(DESK, station.pk))


class Desk(AtDesks):
    """One desk: write who somebody is, and get a start code to hand over."""

    template_name = "wagtail_medborgarbudget/admin/station.html"

    def get_page_title(self):
        return self.station.place

    def get(self, request, station):
        return super().get(request)

    def get_context_data(self, form=None, code="", **kwargs):
        return super().get_context_data(**kwargs) | {
            "station": self.station,
            "is_open": self.station.is_open(),
            "form": form or IdentifierForm(),
            "code": code,
            "minutes": stations.MINUTES,
            "way_label": channel_label(stations.CHANNEL),
            "close_url": self.url(CLOSE, self.station.pk),
        }

    def post(self, request, station):
        """The code stands in this answer alone: in no address, message or session."""
        form = IdentifierForm(request.POST)
        if not form.is_valid():
            return self.answer(form=form)
        try:
            code = stations.give_start_code(self.station, form.cleaned_data["identifier"])
        except VoteRefused as refused:
            self.say(refused)
            return self.answer()
        self.station.refresh_from_db()
        return self.answer(code=code)

    def answer(self, **context):
        return self.render_to_response(self.get_context_data(**context))


class CloseDesk(AtDesks):
    http_method_names = ["post"]

    def post(self, request, station):
        try:
            stations.close_station(self.station, request.user)
        except VoteRefused as refused:
            self.say(refused)
        else:
            messages.success(request, _("The desk is closed."))
        return redirect(self.url(SCREEN))
