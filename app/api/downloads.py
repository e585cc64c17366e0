"""Downloads of candles and trades: these calls work with and without a bot."""

from __future__ import annotations

from flask import Blueprint, Response

from app.context import services
from app.extensions import limit_writes
from app.params import read_body
from app.replies import json_reply
from app.schemas import document
from app.wire.analysis import started
from app.wire.schema.downloads import DownloadBody
from app.wire.schema.jobs import JobStartedReply

bp = Blueprint("downloads", __name__)
bp.before_request(limit_writes)


@bp.post("/download_data")
@document(body=DownloadBody, reply=JobStartedReply, tag="jobs", limited=True)
def download() -> Response:
    """Download candles into the data folder, one download at a time; `/background/{jobid}` says how far it is."""
    return json_reply(started("Data Download", services().downloads.begin(read_body(DownloadBody).request)))
