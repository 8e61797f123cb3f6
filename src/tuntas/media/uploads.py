"""Receiving uploads: never more than the limits in memory, never a plain copy in the temporary directory."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from tuntas.media.kinds import MAX_BYTES, MAX_FILES


class CappedUploadHandler(FileUploadHandler):
    """Keeps at most `MAX_FILES` files of `MAX_BYTES` per request; set it alone in FILE_UPLOAD_HANDLERS.

    What goes beyond is read and thrown away, so that the sender gets a page with a sentence instead of a broken
    connection. Such a file arrives empty, with the size it had: `store.accept` refuses it by that size.
    """

    chunk_size = 64 * 1024
    _received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._buffer = io.BytesIO()
        self._received += 1
        self._full = self._received > MAX_FILES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._full = self._full or start + len(raw_data) > MAX_BYTES
        if self._full:
            self._buffer = io.BytesIO()
        else:
            self._buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._buffer.seek(0)
        return InMemoryUploadedFile(
            self._buffer,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
