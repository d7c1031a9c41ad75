"""The four page types: words, drafts, previews and translations. Facts are in records."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from ..blocks import BodyBlock
from ..panels import FactsPanel
from .joins import HostTemplate, InRound, OnADay, RecordPage
from .kept_titles import KeepsTitle
from .proposals import Proposal
from .rounds import STEP_LABELS, Round
from .voting import Vote
from .voting_routes import VotingRoutes


class WordsPage(OnADay, HostTemplate):
    """What every page of ours has: a short text, a picture and a body of blocks."""

    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences that stand first.")
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    class Meta:
        abstract = True

    word_panels = [FieldPanel("intro"), FieldPanel("image"), FieldPanel("body")]
    word_search_fields = [index.SearchField("intro", boost=1.5), index.SearchField("body")]


class RoundPageMixin(RecordPage, RoutablePageMixin, WordsPage):
    record_name = "round"

    round = models.ForeignKey(
        Round,
        to_field="key",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="pages",
    )
    slogan = models.CharField(_("slogan"), max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def record(self):
        return self.round or Round.with_defaults(self.title)

    @property
    def preview_modes(self):
        return [("", _("Today")), *((step.value, label) for step, label in STEP_LABELS.items())]

    def serve_preview(self, request, mode_name):
        periods = self.record.dates_or_suggestion()
        self.preview_day = next((p.first for p in periods if p.step == mode_name), None)
        return super().serve_preview(request, mode_name)

    def get_context(self, request, *args, **kwargs):
        from ..views.rounds import round_context

        return super().get_context(request, *args, **kwargs) | round_context(self, request)

    @path("ide/", name="idea")
    def idea_route(self, request):
        from ..views.ideas import hand_in

        return hand_in(request, self)

    @path("ide/tack/<str:token>/", name="idea_receipt")
    def idea_receipt_route(self, request, token):
        from ..views.ideas import receipt

        return receipt(request, self, token)

    @path("ide/min/<str:token>/", name="my_idea")
    def my_idea_route(self, request, token):
        from ..views.ideas import my_idea

        return my_idea(request, self, token)


class ProposalPageMixin(KeepsTitle, InRound, RecordPage, WordsPage):
    record_name = "proposal"

    proposal = models.ForeignKey(
        Proposal,
        to_field="key",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="pages",
    )

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        from ..views.proposals import proposal_context

        return super().get_context(request, *args, **kwargs) | proposal_context(self, request)


class VotingPageMixin(InRound, RecordPage, VotingRoutes, WordsPage):
    record_name = "vote"

    vote = models.ForeignKey(
        Vote,
        to_field="key",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="pages",
    )
    thanks = models.TextField(
        _("words on the receipt"), blank=True, help_text=_("Shown when a ballot has been sent.")
    )

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        from ..views.voting_page import voting_context

        return super().get_context(request, *args, **kwargs) | voting_context(self, request)

    @property
    def preview_modes(self):
        return [
            ("", _("Today")),
            ("ballot", _("The ballot")),
            ("review", _("Check and send")),
            ("receipt", _("The receipt")),
        ]

    def serve_preview(self, request, mode_name):
        if not mode_name:
            return super().serve_preview(request, mode_name)
        from ..views.ballot_preview import preview

        return preview(request, self, mode_name)


class FollowUpPageMixin(InRound, WordsPage):
    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        from ..views.follow_up import follow_up_context

        return super().get_context(request, *args, **kwargs) | follow_up_context(self, request)


class RoundPage(RoundPageMixin, Page):
    template = "wagtail_medborgarbudget/round_page.html"
    page_description = _("A round of participatory budgeting, from criteria to follow-up.")
    subpage_types = [
        "wagtail_medborgarbudget.ProposalPage",
        "wagtail_medborgarbudget.VotingPage",
        "wagtail_medborgarbudget.FollowUpPage",
    ]
    content_panels = [
        FactsPanel(),
        *Page.content_panels,
        FieldPanel("slogan"),
        *WordsPage.word_panels,
    ]
    search_fields = [*Page.search_fields, *WordsPage.word_search_fields, index.FilterField("round")]

    class Meta:
        verbose_name = _("round page")
        verbose_name_plural = _("round pages")


class ProposalPage(ProposalPageMixin, Page):
    template = "wagtail_medborgarbudget/proposal_page.html"
    page_description = _("A proposal, from idea to built thing.")
    parent_page_types = ["wagtail_medborgarbudget.RoundPage"]
    subpage_types = []
    content_panels = [FactsPanel(), *Page.content_panels, *WordsPage.word_panels]
    search_fields = [
        *Page.search_fields,
        *WordsPage.word_search_fields,
        index.FilterField("proposal"),
    ]

    class Meta:
        verbose_name = _("proposal page")
        verbose_name_plural = _("proposal pages")


class VotingPage(VotingPageMixin, Page):
    template = "wagtail_medborgarbudget/voting_page.html"
    page_description = _("Where residents vote, and afterwards see the result.")
    parent_page_types = ["wagtail_medborgarbudget.RoundPage"]
    subpage_types = []
    max_count_per_parent = 1
    content_panels = [
        FactsPanel(),
        *Page.content_panels,
        *WordsPage.word_panels,
        FieldPanel("thanks"),
    ]
    search_fields = [*Page.search_fields, *WordsPage.word_search_fields, index.FilterField("vote")]

    class Meta:
        verbose_name = _("voting page")
        verbose_name_plural = _("voting pages")


class FollowUpPage(FollowUpPageMixin, Page):
    template = "wagtail_medborgarbudget/follow_up_page.html"
    page_description = _("What was built, what it cost, and what is late.")
    parent_page_types = ["wagtail_medborgarbudget.RoundPage"]
    subpage_types = []
    max_count_per_parent = 1
    content_panels = [FactsPanel(), *Page.content_panels, *WordsPage.word_panels]
    search_fields = [*Page.search_fields, *WordsPage.word_search_fields]

    class Meta:
        verbose_name = _("follow-up page")
        verbose_name_plural = _("follow-up pages")
