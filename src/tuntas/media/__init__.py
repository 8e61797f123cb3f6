"""Attachments: what is accepted, how it is cleaned, where it is kept.

Two copies of every file. The *original* is evidence: sealed, opened by few, never sent to the field. The
*display copy* is what people see: pictures are drawn anew from their pixels, so nothing that was hidden in
the file (place, owner, a second file behind the first) survives in it.
"""
