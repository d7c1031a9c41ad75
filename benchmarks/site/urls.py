"""The example site's addresses, and one that stores a single row and does nothing else."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from benchmarks.site.models import Row
from example_site.urls import urlpatterns as of_the_site


@csrf_exempt
def insert(request):
    Row.objects.create(word=request.POST["word"])
    return HttpResponse("stored")


urlpatterns = [path("insert/", insert), *of_the_site]
