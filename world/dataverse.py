"""Harvard Dataverse: a list of files by the DOI of a data set, and each file behind a redirect."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from world.base import Asked, Publisher, Told, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOST: Final = "dataverse.harvard.edu"
STORE: Final = "dvn-cloud.s3.amazonaws.com"
HOSTS: Final = (HOST, STORE)
_FILE: Final = re.compile(r"/api/access/datafile/([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposited:
    """A file as deposited; ``rendered`` where Dataverse took it in as a table of its own form."""

    number: int
    label: str
    body: bytes
    created: str = "2023-05-01"
    rendered: bool = False


def dataverse(
    sets: Mapping[str, Sequence[Deposited]], *, redirects: bool = True, token: str | None = None
) -> Publisher:
    """Return the publisher of data sets by DOI; with ``token`` it answers nobody else."""
    files = {file.number: file for found in sets.values() for file in found}

    def tell(asked: Asked) -> Told:
        if token is not None and asked.headers.get("x-dataverse-key") != token:
            return _json({"status": "ERROR", "message": "Bad API key"}, 401)
        if asked.path == "/api/datasets/:persistentId/":
            doi = asked.query.get("persistentId", "")
            if doi not in sets:
                message = f"Dataset with Persistent ID {doi} not found."
                return _json({"status": "ERROR", "message": message}, 404)
            return _json(
                {"status": "OK", "data": {"latestVersion": {"files": [_entry(f) for f in sets[doi]]}}}
            )
        match = _FILE.fullmatch(asked.path)
        if match is None or int(match[1]) not in files:
            return not_found(asked)
        if redirects:
            return Told(
                status=303, headers={"Location": f"https://{STORE}/10.7910/{match[1]}?X-Amz-Expires=60"}
            )
        return Told(body=files[int(match[1])].body)

    return tell


def object_store(sets: Mapping[str, Sequence[Deposited]]) -> Publisher:
    """Return the store to which Dataverse redirects."""
    files = {f"/10.7910/{file.number}": file for found in sets.values() for file in found}

    def tell(asked: Asked) -> Told:
        file = files.get(asked.path)
        return not_found(asked) if file is None else Told(body=file.body)

    return tell


def _entry(file: Deposited) -> dict[str, Any]:
    told = file.body + b"\n" if file.rendered else file.body
    data: dict[str, Any] = {
        "id": file.number,
        "filename": file.label,
        "filesize": len(told),
        "md5": hashlib.md5(told, usedforsecurity=False).hexdigest(),
        "creationDate": file.created,
    }
    if file.rendered:
        data |= {"originalFileFormat": "text/tsv", "originalFileSize": len(file.body)}
    return {"label": file.label, "restricted": False, "version": 1, "dataFile": data}


def _json(told: Mapping[str, Any], status: int = 200) -> Told:
    return Told(status=status, body=json.dumps(told).encode(), headers={"Content-Type": "application/json"})
