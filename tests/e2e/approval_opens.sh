# The workbook of tables to approve opens in LibreOffice: every sheet converts, without a cell too narrow for its
# number and without an error. The smallest of the four: the others have the same sheets, and are slow to print.
. "$SRC/tests/e2e/lib.bash"
command -v soffice >/dev/null || { echo "LibreOffice is not installed"; exit 77; }
command -v pdftotext >/dev/null || { echo "pdftotext is not installed"; exit 77; }

workspace o 100
"$INDBERET" extract --workspace "$WS" --as-of $AS_OF --quiet
"$INDBERET" transform --workspace "$WS" --as-of $AS_OF --quiet
"$INDBERET" report approval-handbu --workspace "$WS" --as-of $AS_OF --quiet
timeout -k 5 300 soffice "-env:UserInstallation=file://$TMP/office" --headless --convert-to pdf --outdir "$TMP/pdf" \
	"$WS/out/approval-handbu/2025/approval-handbu_492_2025.xlsx" >/dev/null 2>&1 || fail "LibreOffice could not convert it"
text=$(pdftotext -layout "$TMP/pdf/approval-handbu_492_2025.pdf" -)
case $text in *"###"* | *"#DIV"* | *"#REF"* | *"#NAME"* | *"Err:"* | *nan*) fail "a cell that cannot be read" ;; esac
for part in "Godkendelse: handicapindsatser 2025" "HANDBU01" "HANDBU02" "Metode og forbehold" "Børn HANDBU01" "rækker i dette ark af i alt"; do
	contains "$text" "$part" "the workbook"
done
