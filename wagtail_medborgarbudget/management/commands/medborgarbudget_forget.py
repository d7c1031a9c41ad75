from django.core.management.base import BaseCommand

from ...actions.watching import DAYS_KEPT, forget_traces


class Command(BaseCommand):
    help = f"Empties where votes came from, {DAYS_KEPT} days after they were sent."

    def handle(self, **options):
        self.stdout.write(f"Emptied the traces of {forget_traces()} votes.")
