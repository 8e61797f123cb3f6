"""Ways in which a notice leaves the house."""


class TransportError(Exception):
    """A message did not leave. `permanent`: trying again is of no use. The text names no address."""

    def __init__(self, what: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(what)
