"""The addresses below a voting page. Each calls its view."""

from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class VotingRoutes(RoutablePageMixin):
    """From the ballot to the receipt, and what anybody may look at before and afterwards."""

    class Meta:
        abstract = True

    @path("rosta/", name="ballot")
    def ballot_route(self, request):
        from ..views.ballot import ballot

        return ballot(request, self)

    @path("rosta/jamfor/", name="compare")
    def compare_route(self, request):
        from ..views.compare import compare

        return compare(request, self)

    @path("rosta/visa-vem-du-ar/", name="identify")
    def identify_route(self, request):
        from ..views.identify import identify

        return identify(request, self)

    @path("rosta/brev/<str:token>/", name="letter")
    def letter_route(self, request, token):
        from ..views.letter_link import letter

        return letter(request, self, token=token)

    @path("rosta/granska/", name="review")
    def review_route(self, request):
        from ..views.sending import review

        return review(request, self)

    @path("rosta/kvitto/", name="receipt")
    def receipt_route(self, request):
        from ..views.receipts import receipt

        return receipt(request, self)

    @path("rosta/klart/", name="receipt_left")
    def receipt_left_route(self, request):
        from ..views.receipts import left

        return left(request, self)

    @path("kvitton/", name="receipts")
    def receipts_route(self, request):
        from ..views.inclusion import receipts

        return receipts(request, self)

    @path("kvitton/lista/", name="receipts_file")
    def receipts_file_route(self, request):
        from ..views.inclusion import receipts_file

        return receipts_file(request, self)

    @path("kvitton/finns-min/", name="receipt_check")
    def receipt_check_route(self, request):
        from ..views.inclusion import check

        return check(request, self)

    @path("sigill/", name="seal")
    def seal_route(self, request):
        from ..views.sealing import sealed_facts

        return sealed_facts(request, self)

    @path("sigill/<str:fingerprint>/", name="earlier_seal")
    def earlier_seal_route(self, request, fingerprint):
        from ..views.sealing import sealed_facts

        return sealed_facts(request, self, fingerprint)

    @path("forslag/<int:number>/text/", name="changed_text")
    def changed_text_route(self, request, number):
        from ..views.sealing import changed_text

        return changed_text(request, self, number)

    @path("rakna-sjalv/utfall/", name="recount_outcome")
    def recount_outcome_route(self, request):
        from ..views.recount import outcome

        return outcome(request, self)

    @path("rakna-sjalv/roster/<str:area>/", name="recount_ballots")
    def recount_ballots_route(self, request, area):
        from ..views.recount import ballots

        return ballots(request, self, area=area)

    @path("rakna-sjalv/program/", name="recount_program")
    def recount_program_route(self, request):
        from ..views.recount import recount_program

        return recount_program(request, self)
