#!/bin/sh
# One whole night on a synthetic municipality, shown and then checked with programs that are not ours.
# demo.sh PROGRAM DIR
set -eu
prog=$(realpath "$1")
dir=$2
src=$(dirname "$(dirname "$(realpath "$0")")")
as_of=2026-11-01
cvr=12345674
say() { printf '\n== %s\n' "$*"; }

say "a workspace, and a synthetic municipality: 2,000 children, five years"
rm -rf "$dir"
"$prog" init "$dir" --municipality 492 --name "Ærø Testkommune" --quiet
sed -i -e "/^\[sign\]/,/^\[/ s/^#cvr = .*/cvr = $cvr/" -e "/^\[dst\]/,/^\[/ { s/^#test = .*/test = no/
	s/^#contact-receipt = .*/contact-receipt = kvittering@aeroe.example/ }" "$dir/indberet.conf"
mkdir -m 700 "$dir/door" # the receiver's
printf '[receiver.dst]\nfolder = door\n' >>"$dir/indberet.conf"
"$prog" generate "$dir" --municipality 492 --children 2000 --years 5 --as-of $as_of --seed 1 --defects 5 --days 1
sh "$src/tests/harness/mkpki.sh" "$dir/keys" $cvr
tail -n +2 "$dir/generated.csv" | awk -F';' '{ printf "%s%s %s", NR % 6 == 1 ? "  " : ", ", $2, $1 } NR % 6 == 0 { print "" } END { print "" }'

say "the night of $as_of"
status=0
"$prog" run nightly --workspace "$dir" --as-of $as_of || status=$?
case $status in
0) ;;
65) echo "exit status 65: a delivery was refused or held back, see the findings" ;;
*) exit $status ;;
esac

say "the same night again"
"$prog" run nightly --workspace "$dir" --as-of $as_of

say "findings by rule: rule, consequence, findings, what is wrong"
"$prog" findings --workspace "$dir" --lang en | awk -F'\t' '{ t = $4; if (length(t) > 100) t = substr(t, 1, 97) "..."
	printf "  %-26s %-8s %5d  %s\n", $1, $2, $3, t }'

say "checked by other programs"
sh "$src/jobs/demo-verify.sh" "$prog" "$dir" "$src"

say "work lists: findings by team, and the top of one caseworker's list"
"$prog" findings --workspace "$dir" --by team | awk -F'\t' '{ printf "  %-4s %-22s %8s %8s %8s %8s %8s\n", $1, $2, $3, $4, $5, $6, $7 }'
(cd "$dir/out/worklists/$as_of" && echo "  $(ls | wc -l) files: $(ls | sed 's/-.*//; s/\..*//' | sort | uniq -c | awk '{ printf "%s%s %s", (NR > 1 ? ", " : ""), $1, $2 }')"
	head -n 12 "$(ls sagsbehandler-*.txt | head -n 1)" | sed 's/^/  | /')

say "a finding is answered; what is answered stays away until a value changes"
late=$(sqlite3 "$dir/mart.db" "SELECT min(record_key) FROM finding WHERE rule = 'D01'")
"$prog" answer D01 "$late" --kind correct --reason "Vurderet mundtligt samme dag, skrevet ind senere" --by "Team leader" \
	--until 2027-11-01 --workspace "$dir" --as-of $as_of

say "what came out, in $dir"
(cd "$dir" && find out outbox log -type f ! -path 'out/worklists/*' | LC_ALL=C sort | while read -r f; do
	printf '  %9s  %s\n' "$(stat -c %s "$f")" "$f"; done)
book=$(ls "$dir"/out/kpi-ledelse/*/*.xlsx)
if command -v soffice >/dev/null 2>&1 && command -v pdftoppm >/dev/null 2>&1; then
	draw=$(mktemp -d)
	HOME=$draw soffice "-env:UserInstallation=file://$draw/profile" --headless --convert-to pdf --outdir "$draw" "$book" >/dev/null 2>&1 &&
		pdftoppm -png -r 80 -f 1 -l 1 -singlefile "$draw"/*.pdf "$dir/kpi-ledelse" &&
		printf '  %9s  %s\n' "$(stat -c %s "$dir/kpi-ledelse.png")" "kpi-ledelse.png (first page of the workbook, by LibreOffice)" ||
		echo "  LibreOffice could not draw the workbook"
	rm -rf "$draw"
else
	echo "  (no picture of the workbook: LibreOffice or pdftoppm is not here)"
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cp -a "$dir" "$tmp/next"
ws=$tmp/next
receipt() { # PACKAGE [REJECTED RECORD]: what the receiver says of it
	[ $# -eq 1 ] && state=accepted || state=partly
	printf '<receipt xmlns="urn:indberet:receipt:1" state="%s" time="2026-11-02T09:00:00Z" rules="2026.2" others="accepted">' $state
	printf '<delivery package="%s" sha256="%s"/>' "$(basename "$1")" "$(sha256sum <"$1" | cut -c1-64)"
	[ $# -eq 1 ] || printf '<record id="%s" outcome="rejected"><error code="L201-17" field="ForanstaltningStartDato">%s</error></record>' \
		"$2" "startdatoen kan ikke passe"
	printf '</receipt>\n'
}
ask() { sqlite3 "$ws/mart.db" "$1"; }

say "in a copy, the receiver answers: everything accepted, but for one record of L201"
record=$(ask "SELECT min(i.record_key) FROM ledger_item AS i JOIN ledger_delivery AS d ON d.delivery = i.delivery WHERE d.report = 'dst-l201'
	AND substr(i.content, -1) = char(31)") # one that still runs
for p in "$ws"/door/*.asice; do
	case $p in
	*dst-l201_*) receipt "$p" "$record" ;;
	*) receipt "$p" ;;
	esac >"$ws/receipts/$(basename "$p" .asice).receipt.xml"
	rm "$p"
done
"$prog" receipts --workspace "$ws" --as-of 2026-11-02 || [ $? -eq 65 ]
"$prog" ledger --workspace "$ws" --lang en

say "the next day: the record is mended, others change; a rehearsal shows what would be sent"
sqlite3 "$ws/casestore.db" <"$ws/days/1/casestore.sql"
sqlite3 "$ws/casestore.db" "UPDATE measure SET started_on = date(started_on, '+1 day'), changed_at = '2026-11-01T15:00:00'
	WHERE measure_id = '$record'"
cp "$ws"/days/1/inbox/* "$ws/inbox/"
"$prog" extract --workspace "$ws" --as-of 2026-11-02 || [ $? -eq 65 ]
"$prog" transform --workspace "$ws" --as-of 2026-11-02 || [ $? -eq 65 ]
"$prog" report dst-l201 --rehearse --limit 1 --lang en --workspace "$ws" --as-of 2026-11-02

say "the next night sends that and nothing else, and the receiver accepts it"
"$prog" run nightly --workspace "$ws" --as-of 2026-11-02 || [ $? -eq 65 ]
for p in "$ws"/door/*.asice; do
	receipt "$p" >"$ws/receipts/$(basename "$p" .asice).receipt.xml"
done
"$prog" receipts --workspace "$ws" --as-of 2026-11-03 || [ $? -eq 65 ]

say "answered findings are not on the lists, and are counted apart"
"$prog" findings --answered --list --workspace "$ws" --lang en | cut -c1-200 | sed 's/^/  /'
[ "$(ask "SELECT count(*) FROM finding WHERE rule = 'D01' AND record_key = '$late'")" -eq 0 ]

say "what the authority has on the child, and whether the sum of all deliveries is the source"
"$prog" ledger --workspace "$ws" --lang en --child "$(ask "SELECT DISTINCT citizen_id FROM ledger_selection WHERE report = 'dst-l201' AND record_key = '$record'")"
"$prog" ledger --workspace "$ws" --lang en --prove
[ "$(ask "SELECT count(*) FROM ledger_held WHERE report = 'dst-l201' AND record_key = '$record' AND delivery = (SELECT max(delivery)
	FROM ledger_delivery WHERE report = 'dst-l201')")" -eq 1 ] # the mended record is the one that is held

say "the year's round: the tables as they will be published, approved, and a source that changes afterwards"
"$prog" run yearly --workspace "$ws" --as-of 2026-11-03 || [ $? -eq 65 ]
"$prog" approve approval-anb --period 2025 --by "Head of children's services" --lang en --workspace "$ws"
sqlite3 "$ws/casestore.db" "UPDATE placement_event SET deleted_at = '2026-11-03T15:00:00', changed_at = '2026-11-03T15:00:00'
	WHERE event_id = (SELECT min(event_id) FROM placement_event WHERE event_code = '0' AND effect_on LIKE '2025%')"
"$prog" run nightly --workspace "$ws" --as-of 2026-11-04 --quiet || [ $? -eq 65 ]
"$prog" findings --rule approval.changed --list --workspace "$ws" | awk -F'\t' '{ print "  " $1, $5, "now " $8 ", approved " $9 }' | tail -n +2
[ "$(ask "SELECT count(*) FROM finding WHERE rule = 'approval.changed'")" -gt 0 ]

say "300 children kept by two systems: one store and postings as KMD G69, the other a .zip of CSV files"
other() { # NAME PATH [generate options...]
	"$prog" init "$tmp/$1" --municipality 492 --name "Ærø Testkommune" --quiet
	printf '[case-store]\nprofile = %s\npath = %s\n' "$1" "$2" >>"$tmp/$1/indberet.conf"
	ws=$tmp/$1; system=$1; shift 2
	"$prog" generate "$ws" --children 300 --years 5 --as-of $as_of --system "$system" --quiet "$@"
	"$prog" extract --workspace "$ws" --as-of $as_of || [ $? -eq 65 ]
	"$prog" transform --workspace "$ws" --as-of $as_of || [ $? -eq 65 ]
	sqlite3 "$ws/mart.db" '.dump fact_%' | grep -v fact_cost_outside >"$ws.facts" # G69 alone has the offsetting entries
}
other sbsys casestore.db --postings-form g69
other csc-social export.zip
cmp "$tmp/sbsys.facts" "$tmp/csc-social.facts"
echo "the facts are the same, byte for byte: $(grep -c '^INSERT' "$tmp/sbsys.facts") rows, $(sha256sum <"$tmp/sbsys.facts" | cut -c1-16)"

cat <<END

Next:  $1 findings --workspace $dir --list
       $1 status --workspace $dir
       $1 verify $(ls "$dir"/outbox/*.asice | head -n 1) --root $dir/keys/trust.pem
END
