"""Several people at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

needs_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="threads race on PostgreSQL only"
)


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
