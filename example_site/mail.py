"""The demo's mail is kept in files instead of sent, so that it can be read in the browser."""

from datetime import UTC
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.shortcuts import render

BETWEEN_MESSAGES = b"-" * 79 + b"\n"
NEWEST = 50


def inbox(request):
    return render(request, "example_site/mail.html", {"mails": newest_mail()})


def newest_mail():
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True)[:NEWEST]
    messages = [message for file in files for message in read(file)]
    return sorted(messages, key=lambda message: message["sent"], reverse=True)[:NEWEST]


def read(file):
    for raw in file.read_bytes().split(BETWEEN_MESSAGES):
        if raw.strip():
            message = message_from_bytes(raw, policy=default)
            yield {
                "subject": message["subject"],
                "to": message["to"],
                # Mail is dated in UTC, written so that Python reads no time zone from it.
                "sent": message["date"].datetime.replace(tzinfo=UTC),
                "text": message.get_body(("plain",)).get_content(),
            }
