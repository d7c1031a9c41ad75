"""Several people at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(*calls):
    """Run the calls in threads of their own; return what each gave or raised."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
