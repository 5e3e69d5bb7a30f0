"""``quay pull``: a dossier's files from the province, kept for work without a line."""

from typing import Annotated

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.errors import AppError, Code


@said_in_vietnamese
def pull(
    dossier: Annotated[str, typer.Argument(help="Số hồ sơ, ví dụ H01.31.02-261123-0001.")],
    once: Annotated[
        bool, typer.Option("--once", help="Chỉ tải một lần, không giữ cập nhật về sau.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Tải tệp của một hồ sơ về máy để làm việc khi mất mạng; tệp mới sẽ tự được tải về."""
    from app.counter import Counter
    from app.paths import default_profile
    from sync.file_fetcher import FileFetcher
    from sync.pinned_files import files_of

    output = Output(as_json)
    with Counter(default_profile()) as counter:
        with counter.store.read() as work:
            found = work.pins.with_code(dossier)
        if found is None:
            raise AppError(Code.DOSSIER_UNKNOWN, dossier=dossier)
        province = counter.province()
        fetcher = FileFetcher(province, counter.vault)
        wanted = files_of(province.detail(dossier))
        with output.progress("Đang tải tệp", len(wanted)) as done:
            kept = []
            for sha256 in wanted:
                kept.append(fetcher.fetch(sha256))
                done()
        province.close()
        if not once:
            with counter.store.write() as work:
                work.pins.set(found, pinned=True)
    output.result(
        {
            "dossier": dossier,
            "pinned": not once,
            "files": [{"sha256": each.sha256, "bytes": each.size} for each in kept],
        },
        f"Đã có trên máy này {len(kept)} tệp của hồ sơ {dossier}.",
    )
