"""The plainest page that takes a form: it stores one row, and leads to itself."""

from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_protect
from wagtail.models import Page


class Row(models.Model):
    word = models.CharField(max_length=40)

    def __str__(self):
        return self.word


class FormPage(Page):
    """Reads nothing but what Wagtail reads to find it."""

    def serve(self, request, *args, **kwargs):
        return csrf_protect(answer)(request)


def answer(request):
    if request.method == "POST":
        Row.objects.create(word=request.POST["word"])
        return HttpResponseRedirect(request.path)
    return HttpResponse("a form")
