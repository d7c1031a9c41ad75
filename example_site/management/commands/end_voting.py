"""Only in the demo, where nobody can wait: the days of a vote that is fixed stay as they are."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wagtail_medborgarbudget.method.steps import Step
from wagtail_medborgarbudget.models import Period
from wagtail_medborgarbudget.models.frozen import past_the_freeze


class Command(BaseCommand):
    help = "Let the voting of a round have ended yesterday, to try what comes after it."

    def add_arguments(self, parser):
        parser.add_argument("round", help="the name of the round")

    def handle(self, **options):
        voting = Period.objects.filter(step=Step.VOTE, round__name=options["round"]).first()
        if voting is None:
            raise CommandError(f"No round “{options['round']}” has voting days.")
        voting.last = timezone.localdate() - timedelta(days=1)
        voting.first = min(voting.first, voting.last)
        with past_the_freeze():
            voting.save()
        self.stdout.write(f"The last voting day was {voting.last}.")
