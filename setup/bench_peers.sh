#!/bin/sh
# Other programs for `make bench`, apart from the program. What cannot be had is said, and
# the bench then prints that it was not measured.
set -u
cd "$(dirname "$0")/.."

stamp=.venv/peers/.installed
if [ ! -e "$stamp" ] || [ uv.lock -nt "$stamp" ]; then
    UV_PROJECT_ENVIRONMENT=.venv/peers .venv/bin/uv sync --quiet --frozen --only-group peers \
        && touch "$stamp" || echo "The other programs in Python could not be installed." >&2
fi
for package in tesseract-ocr pngquant libopenjp2-tools poppler-utils; do
    # OCRmyPDF asks for the first two, recode_pdf for the third, whatever they are to do.
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" \
        || apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 \
        || echo "$package could not be installed." >&2
done
node=.venv/peers-node
if [ ! -e "$node/node_modules" ] || [ bench/peers/package.json -nt "$node/node_modules" ]; then
    if command -v npm >/dev/null; then
        mkdir -p "$node" && cp bench/peers/package.json "$node"
        npm install --prefix "$node" --silent --no-audit --no-fund --ignore-scripts \
            || echo "@signpdf could not be installed." >&2
    else
        echo "@signpdf needs node and npm, which are not on this machine." >&2
    fi
fi
font=.venv/peers-font
if [ ! -e "$font/NotoSerif-Regular.ttf" ]; then
    # Taken out of the package, so that the machine is left as it is.
    mkdir -p "$font" && (cd "$font" && apt-get download -qq fonts-noto-core 2>/dev/null \
        && dpkg-deb --fsys-tarfile fonts-noto-core_*.deb | tar -x --strip-components=6 \
            ./usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf && rm fonts-noto-core_*.deb) \
        || echo "Noto Serif could not be had." >&2
fi
exit 0
