"""The ballot as residents will see it, with the settings as they stand or as they are typed."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext, override
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList

from ..method.ballots import ImpossibleLimits
from ..models import Vote
from ..views.ballot_preview import BALLOT, RECEIPT, REVIEW, preview
from .vote_verbs import OfVote


class BallotPreview(OfVote):
    """GET shows the settings as saved; POST those in the vote's form, which are not saved."""

    template_name = "wagtail_medborgarbudget/admin/no_ballot_to_show.html"

    def get_page_title(self):
        return gettext("The ballot cannot be shown yet")

    def get(self, request):
        return self.show(request, self.vote)

    def post(self, request):
        form = vote_form_class()(request.POST, instance=self.vote, for_user=request.user)
        if not form.is_valid():
            return self.refuse([error for errors in form.errors.values() for error in errors])
        return self.show(request, form.instance)

    def show(self, request, vote):
        page = vote.pages.select_related("locale").order_by("pk").first()
        if page is None:
            return self.refuse([gettext("The vote has no page, so there is nowhere to show it.")])
        step = request.GET.get("step")
        mode = step if step in (REVIEW, RECEIPT) else BALLOT
        try:
            with override(page.locale.language_code):
                return preview(request, page.specific, mode, vote).render()
        except ImpossibleLimits:
            return self.refuse([gettext("No ballot can keep the limits as they are set.")])

    def refuse(self, sentences):
        for sentence in sentences:
            messages.error(self.request, sentence)
        return TemplateResponse(self.request, self.template_name, self.get_context_data())


def vote_form_class():
    from .vote_form import PANELS, VoteForm

    panels = ObjectList(PANELS, base_form_class=VoteForm).bind_to_model(Vote)
    return panels.get_form_class()
