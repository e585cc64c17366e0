"""A download as a job."""

from __future__ import annotations

from typing import Any

from bot.domain.market_data import DownloadRequest
from bot.errors import Refused
from bot.ports.progress import Progress
from bot.runtime.data import download
from bot.settings.model import Settings

MAX_NAMED = 10  # failures that the job's error names


def downloaded(settings: Settings, request: DownloadRequest, progress: Progress) -> dict[str, Any]:
    """What became of each file; raises ``Refused`` with the reasons where one failed. What has come is stored."""
    summary = download(settings, request, progress)
    failed = summary.failed
    if failed:
        reasons = [f"{file.pair} {file.kind} {file.candle_type}: {file.error}" for file in failed[:MAX_NAMED]]
        more = f" (and {len(failed) - MAX_NAMED} more)" if len(failed) > MAX_NAMED else ""
        raise Refused(f"{len(failed)} of {len(summary.files)} downloads failed: {'; '.join(reasons)}{more}")
    files = [
        {"pair": file.pair, "kind": file.kind, "candle_type": file.candle_type, "added": file.added, "note": file.note}
        for file in summary.files
    ]
    return {"files": files, "skipped": dict(summary.skipped)}
