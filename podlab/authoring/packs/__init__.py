"""A pack's files, its versions, and what of them learners see."""

from podlab.authoring.packs.files import PackFiles, archive_of, files_in
from podlab.authoring.packs.limits import Refused
from podlab.authoring.packs.shelving import (
    fill_shelves,
    folder_of_draft,
    folder_of_version,
    keep_shelves,
    restore,
    unpack,
)
from podlab.authoring.packs.versions import (
    NotProved,
    begin_proof,
    draft_of,
    end_proof,
    freeze,
    publish,
    replace_draft,
    withdraw,
)

__all__ = [
    "NotProved",
    "PackFiles",
    "Refused",
    "archive_of",
    "begin_proof",
    "draft_of",
    "end_proof",
    "files_in",
    "fill_shelves",
    "folder_of_draft",
    "folder_of_version",
    "freeze",
    "keep_shelves",
    "publish",
    "replace_draft",
    "restore",
    "unpack",
    "withdraw",
]
