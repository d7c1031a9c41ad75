"""Tasks run at once, and what builders make is not indexed: that would cost a third of the time."""

from contextlib import contextmanager
from contextvars import ContextVar

from django_tasks.backends.immediate import ImmediateBackend

is_indexing = ContextVar("is_indexing", default=True)
# Wagtail's search, and its index of what refers to what.
INDEXES = "modelsearch.", "wagtail."


@contextmanager
def not_indexed():
    token = is_indexing.set(False)
    try:
        yield
    finally:
        is_indexing.reset(token)


class Tasks(ImmediateBackend):
    def enqueue(self, task, args, kwargs):
        if is_indexing.get() or not task.module_path.startswith(INDEXES):
            return super().enqueue(task, args, kwargs)
        return None
