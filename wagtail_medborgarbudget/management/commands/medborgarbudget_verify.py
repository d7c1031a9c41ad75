import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...actions.recounting import recount, result_to_recount
from ...method.pabulib import BrokenFile, read
from ...method.refusals import CountRefused, RuleRefused
from ...method.verifying import BallotsMissing, BrokenOutcome, read_outcome, verify_election
from ...models import Vote

DIFFERENT, CANNOT = 1, 2


class Command(BaseCommand):
    help = "Counts results again, by every rule, and says where they differ. Writes nothing."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--vote", type=int, metavar="ID", help="the result of one vote")
        which.add_argument("--all", action="store_true", help="every result of the site")
        which.add_argument(
            "--files",
            type=Path,
            metavar="FILE.pb",
            help="the published ballots, with --outcome; the database is not read",
        )
        parser.add_argument("--outcome", type=Path, metavar="OUTCOME.json")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, vote, files, outcome, **options):
        if bool(files) != bool(outcome):
            raise CommandError("--files and --outcome belong together.", returncode=CANNOT)
        found = self.of_files(files, outcome) if files else self.of_votes(vote)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.tell(found)
        if any(each["differences"] for each in found):
            sys.exit(DIFFERENT)

    def of_votes(self, pk):
        votes = Vote.objects.filter(box_closed_at__isnull=False).select_related("round")
        if pk is not None:
            votes = votes.filter(pk=pk)
        results = [result for vote in votes.order_by("pk") if (result := result_to_recount(vote))]
        if pk is not None and not results:
            raise CommandError(f"There is no vote {pk} with a result.", returncode=CANNOT)
        return [
            {
                "vote": result.vote_id,
                "name": str(result.vote),
                "decided": result.live,
                "differences": list(recount(result).differences),
            }
            for result in results
        ]

    def of_files(self, files, outcome):
        try:
            differences = verify_election(read(files), read_outcome(outcome))
        except BrokenFile as fault:
            raise CommandError(f"{files}: {fault}", returncode=CANNOT) from None
        except OSError as fault:
            raise CommandError(f"{fault.filename}: {fault.strerror}", returncode=CANNOT) from None
        except BrokenOutcome as fault:
            raise CommandError(f"{outcome}: {fault}", returncode=CANNOT) from None
        except (BallotsMissing, CountRefused, RuleRefused) as fault:
            raise CommandError(str(fault), returncode=CANNOT) from None
        return [{"name": outcome.name, "differences": differences}]

    def tell(self, found):
        for each in found:
            name = f"vote {each['vote']}, {each['name']}" if "vote" in each else each["name"]
            if not each["differences"]:
                self.stdout.write(self.style.SUCCESS(f"{name}: the same"))
                continue
            self.stdout.write(self.style.ERROR(f"{name}: different"))
            for difference in each["differences"]:
                self.stdout.write(f"  {difference}")
        if not found:
            self.stdout.write("No votes have been counted.")
