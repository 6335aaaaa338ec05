# The workbook opens in LibreOffice: every sheet converts, without a cell too narrow for its number and without an error.
. "$SRC/tests/e2e/lib.bash"
command -v soffice >/dev/null || { echo "LibreOffice is not installed"; exit 77; }
command -v pdftotext >/dev/null || { echo "pdftotext is not installed"; exit 77; }
convert() { # FILE: a PDF of every sheet, as text in $TEXT
	soffice "-env:UserInstallation=file://$TMP/office" --headless --convert-to pdf --outdir "$TMP/pdf" "$1" \
		>/dev/null 2>&1 || fail "LibreOffice could not convert $1"
	TEXT=$(pdftotext -layout "$TMP/pdf/$(basename "$1" .xlsx).pdf" -)
}
sound() {
	case $TEXT in *"###"* | *"#DIV"* | *"#REF"* | *"#NAME"* | *"Err:"* | *nan*) fail "$1: a cell that cannot be read" ;; esac
	contains "$TEXT" "Nøgletal – udsatte børn og unge" "$1"
	contains "$TEXT" "Metode og forbehold" "$1"
}

workspace k 300
night
same "$STATUS" 0 "status of the night: $OUT"
convert "$WS"/out/kpi-ledelse/2026M10/kpi-ledelse_492_2026M10.xlsx
sound "a municipality with data"
contains "$TEXT" "Frister i loven, oktober 2026" "a municipality with data"
contains "$TEXT" "okt 26" "months on the axes"
