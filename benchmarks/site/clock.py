"""How long a request takes in the server, all middleware included."""

from time import perf_counter


def clock(get_response):
    def middleware(request):
        began = perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"app;dur={(perf_counter() - began) * 1000:.3f}"
        return response

    return middleware
