from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page, Site

from ...actions.setup import (
    give_missing_permissions,
    make_missing_records,
    missing_permissions,
    set_up,
)


class Command(BaseCommand):
    help = "Makes the groups, permissions, collection and workflows. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--under",
            metavar="PAGE",
            type=int,
            help="id of the page under which the groups may work (default: the site's root page)",
        )
        parser.add_argument(
            "--give-permissions",
            action="store_true",
            help="give groups that exist already what their roles have had added since",
        )

    def handle(self, *, under=None, give_permissions=False, **options):
        root = self.page(under) if under else self.default_root()
        groups = set_up(root)
        for group in groups.values():
            self.stdout.write(f"{group.name}: works under “{root}”")
        self.permissions(groups, give_permissions)
        if missing := make_missing_records():
            self.stdout.write(f"Pages that had no record and now have one: {missing}")

    def permissions(self, groups, give):
        found = give_missing_permissions(groups) if give else missing_permissions(groups)
        for group, permissions in found.items():
            names = ", ".join(sorted(permission.codename for permission in permissions))
            self.stdout.write(f"{group.name}: {'now has' if give else 'does not have'} {names}")
        if found and not give:
            self.stdout.write("Run again with --give-permissions to give them all.")

    def page(self, pk):
        try:
            return Page.objects.get(pk=pk)
        except Page.DoesNotExist:
            raise CommandError(f"There is no page with id {pk}.") from None

    def default_root(self):
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        return site.root_page if site else Page.get_first_root_node()
