"""Port: telling "the database is away or busy" from every other fault."""

from django.db import InterfaceError, OperationalError

Outage = (OperationalError, InterfaceError)
