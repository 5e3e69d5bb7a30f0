// @signpdf as its examples show: a software key (it has no token of its own) and no appearance.
const fs = require("fs");
const path = require("path");
const { PDFDocument } = require("pdf-lib");
const { pdflibAddPlaceholder } = require("@signpdf/placeholder-pdf-lib");
const { P12Signer } = require("@signpdf/signer-p12");
const { SignPdf } = require("@signpdf/signpdf");
const { SUBFILTER_ETSI_CADES_DETACHED } = require("@signpdf/utils");

async function main() {
    const job = JSON.parse(fs.readFileSync(0));
    const seconds = [];
    for (const [number, scan] of job.scans.entries()) {
        const start = process.hrtime.bigint();
        const pdfDoc = await PDFDocument.load(fs.readFileSync(scan));
        pdflibAddPlaceholder({
            pdfDoc, reason: "Số hóa", contactInfo: "", name: job.name, location: "",
            subFilter: SUBFILTER_ETSI_CADES_DETACHED,
        });
        const signer = new P12Signer(fs.readFileSync(job.p12), { passphrase: job.pin });
        const signed = await new SignPdf().sign(await pdfDoc.save({ useObjectStreams: false }), signer);
        fs.writeFileSync(path.join(job.out, `${number}.pdf`), signed);
        seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    }
    console.log(JSON.stringify(seconds));
}

main();
