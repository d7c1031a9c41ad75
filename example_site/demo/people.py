"""Those who work there. Nobody is a superuser; each has what the role needs."""

from django.contrib.auth import get_user_model

from wagtail_medborgarbudget.actions.setup import (
    CASE_OFFICER,
    EDITOR,
    LEADER,
    MODERATOR,
    READER,
    REGISTRAR,
    set_up,
)

PASSWORD = "tallkoping"

# user name: first name, last name, role in words, role. Two where a second person must approve.
ACCOUNTS = {
    "redaktor": ("Elsa", "Ek", "editor", EDITOR),
    "projektledare": ("Lars", "Lind", "project leader", LEADER),
    "projektledare2": ("Sara", "Sund", "second project leader", LEADER),
    "moderator": ("Mona", "Al", "moderator", MODERATOR),
    "handlaggare": ("Hanna", "Hägg", "case officer", CASE_OFFICER),
    "handlaggare2": ("Ivar", "Idegran", "second case officer", CASE_OFFICER),
    "rostmottagare": ("Rolf", "Rönn", "vote registrar", REGISTRAR),
    "lasare": ("Lena", "Björk", "reader", READER),
}


def ensure_people(home):
    groups = set_up(home)
    User = get_user_model()
    for username, (first_name, last_name, _words, role) in ACCOUNTS.items():
        if not User.objects.filter(username=username).exists():
            user = User.objects.create_user(
                username,
                f"{username}@tallkoping.example",
                PASSWORD,
                first_name=first_name,
                last_name=last_name,
            )
            user.groups.add(groups[role])


def user(username):
    return get_user_model().objects.get(username=username)
