"""The whole demo with one command: make the database, fill it, serve it."""

import argparse
import os
import shutil
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"


def main():
    options = parsed()
    check_installed()
    check_port(options.port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_site.settings")
    os.environ.setdefault("BASE_URL", f"http://{HOST}:{options.port}")
    import django

    django.setup()
    prepare(options.reset)
    serve(options.port)


def parsed():
    parser = argparse.ArgumentParser(prog="python -m example_site", description=__doc__)
    parser.add_argument(
        "--reset", action="store_true", help="start over: everything typed in the demo is lost"
    )
    parser.add_argument(
        "--port", type=int, default=os.environ.get("PORT", "8000"), help="default: 8000"
    )
    return parser.parse_args()


def check_installed():
    missing = [name for name in ("django", "wagtail", "wagtail_localize") if not find_spec(name)]
    if missing:
        sys.exit(
            f"{', '.join(missing)} cannot be found by {sys.executable}.\n"
            "Run `make demo`: it installs what the demo needs in .venv and starts it from there."
        )


def check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as reason:
            sys.exit(
                f"Port {port} cannot be used ({reason.strerror}). Perhaps the demo is running "
                f"already: look at http://{HOST}:{port}\n"
                f"To use another port: PORT={port + 1} make demo"
            )


def prepare(reset):
    from django.conf import settings
    from django.core.management import call_command

    from example_site import demo

    settings.VAR.mkdir(parents=True, exist_ok=True)
    if reset:
        say("Starting over: emptying the database, the uploads and the mail.")
        start_over(settings)
    say("Preparing the database. The first time takes about a minute.")
    call_command("migrate", interactive=False, verbosity=0)
    say("Loading Tallköpings kommun. What you have typed before is kept.")
    demo.load(say)
    if sentence := demo.what_has_run_out():
        say(f"\n{sentence}")


def start_over(settings):
    from django.db import connection

    for folder in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH):
        shutil.rmtree(folder, ignore_errors=True)
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
    else:
        # Not flush: it would also empty what migrations put there once, as the root page.
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def serve(port):
    from django.core.management import call_command

    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    call_command(server(), f"{HOST}:{port}", use_reloader=False, skip_checks=True)


def server():
    from django.contrib.staticfiles.management.commands.runserver import Command

    class Server(Command):
        def on_bind(self, server_port):
            say(closing_words(f"http://{HOST}:{server_port}"))

    return Server()


def closing_words(address):
    from example_site.demo import ACCOUNTS, PASSWORD

    people = "\n".join(
        f"  {username:<16}{role}" for username, (_first, _last, role, _group) in ACCOUNTS.items()
    )
    return f"""
Tallköpings kommun is open:

  {address}/sv/    in Swedish
  {address}/en/    in English
  {address}/admin/ for those who work there
  {address}/mail/  the mail the site would have sent

Demo accounts, all with the password "{PASSWORD}":

{people}

Press Ctrl+C to stop. Everything is kept for next time; `make demo RESET=1` starts over."""


def say(words):
    print(words, flush=True)


if __name__ == "__main__":
    main()
