"""Who looked at what protected thing, when and why. Rows are only added."""

from django.db import models

from tuntas.kernel.ids import new_id


class Access(models.Model):
    """One look at something protected: `what` names it, `reason` is the words of who looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    what = models.CharField(max_length=40)
    thing = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["thing", "at"], name="audit_thing")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.what} {self.thing}"
