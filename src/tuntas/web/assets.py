"""Style sheets, scripts and icons as they go over the wire: under names that tell their content, packed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """After `collectstatic` (which `tuntas serve` runs) every file has a name with its digest, kept by browsers for
    good, and lies there in brotli and gzip. Before it, as in tests, the plain names hold."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The name with its digest; the plain one while nothing is collected."""
        return str(super().stored_name(name)) if self.hashed_files else name
