"""pyHanko as its documentation shows: one session, for each file a writer, a field, a signature."""

import json
import sys
import time
from pathlib import Path

from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import TextStampStyle

job = json.load(sys.stdin)
chain = [x509.Certificate.load(Path(each).read_bytes()) for each in job["chain"]]
seconds = []
criteria = TokenCriteria(label=job["token"])
with open_pkcs11_session(job["module"], token_criteria=criteria, user_pin=job["pin"]) as session:
    key_id = bytes.fromhex(job["key_id"])
    signer = PKCS11Signer(session, key_id=key_id, cert_id=key_id, ca_chain=chain)
    for number, scan in enumerate(job["scans"]):
        start = time.perf_counter()
        style = TextStampStyle(
            stamp_text="Người sao chụp: %(signer)s\nThời gian: %(ts)s",
            text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(job["font"])),
            background=PdfImage(job["picture"]),
        )
        with Path(scan).open("rb") as source, Path(job["out"], f"{number}.pdf").open("wb") as out:
            PdfSigner(
                PdfSignatureMetadata(field_name="Signature", subfilter=SigSeedSubFilter.PADES),
                signer=signer,
                stamp_style=style,
                new_field_spec=SigFieldSpec("Signature", on_page=0, box=tuple(job["box"])),
            ).sign_pdf(IncrementalPdfFileWriter(source), output=out)
        seconds.append(time.perf_counter() - start)
print(json.dumps(seconds))
