from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from ...actions.imports import import_election
from ...method.pabulib import BrokenFile, read
from ...method.refusals import RuleRefused
from ...method.ties import TieStep, check_ties
from ...models import RoundPage


class Command(BaseCommand):
    help = "Makes a round with its pages, records and ballots from a Pabulib file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="an election in the .pb format")
        parser.add_argument(
            "--parent",
            type=int,
            required=True,
            metavar="ID",
            help="the page to put the round under",
        )
        parser.add_argument(
            "--ties",
            default="cost,votes,id",
            help="which of equal proposals goes first: cost,votes,id (default) or natural-id",
        )

    def handle(self, *, file, parent, ties, **options):
        order, page = self.order(ties), self.page(parent)
        try:
            election = read(file)
        except BrokenFile as broken:
            raise CommandError(f"{file}, {broken}. Nothing was imported.") from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}. Nothing was imported.") from None
        self.stdout.write(
            f"{file.name}: {len(election.projects)} proposals, {election.num_votes} ballots"
        )
        made = import_election(
            election, page, source=file.name, ties=order, progress=self.stdout.write
        )
        self.stdout.write(self.style.SUCCESS(f"Page {made.pk}: {made.full_url or made.url_path}"))

    def order(self, ties):
        try:
            order = tuple(TieStep(step.strip()) for step in ties.split(","))
            check_ties(order)
        except (ValueError, RuleRefused) as error:
            raise CommandError(f"--ties {ties}: {error}") from None
        if TieStep.LOT in order:
            raise CommandError("--ties lot: a file holds no lot")
        return order

    def page(self, pk):
        page = Page.objects.filter(pk=pk).specific().first()
        if page is None:
            raise CommandError(f"There is no page with id {pk}.")
        if not RoundPage.can_create_at(page):
            raise CommandError(f"A round cannot stand under “{page}”.")
        return page
