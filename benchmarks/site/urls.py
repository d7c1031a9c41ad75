"""The example site's addresses, and one that stores a single row and does nothing else."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from example_site.urls import urlpatterns as of_the_site

TABLE = "benchmark_row"


@csrf_exempt
def insert(request):
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {TABLE} (word) values (%s)", [request.POST["word"]])  # noqa: S608
    return HttpResponse("stored")


urlpatterns = [path("insert/", insert), *of_the_site]
