"""Port: telling "the database is away or busy" and "the disk takes nothing more" from every other fault."""

import errno

from django.db import InterfaceError, OperationalError

Outage = (OperationalError, InterfaceError)

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def no_room(fault: BaseException) -> bool:
    """Whether the disk is full, over its quota, read-only or broken."""
    return isinstance(fault, OSError) and fault.errno in _NO_ROOM
