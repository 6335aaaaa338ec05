# Random days of a municipality with a receiver of its own: tests/harness/ledger_days.py says what must hold.
# LEDGER_DAYS, LEDGER_SEEDS choose others (make test-long: 200 days).
. "$SRC/tests/e2e/lib.bash"
command -v python3 >/dev/null 2>&1 || { echo "python3 is not here"; exit 77; }

for seed in ${LEDGER_SEEDS:-1}; do
	workspace town$seed 16 --seed "$seed"
	for section in dst ast; do
		sed -i -e "/^\[$section\]/,/^\[/ { s/^#test = .*/test = no/; s/^#contact-receipt = .*/contact-receipt = kvittering@aeroe.example/ }" \
			"$WS/indberet.conf"
	done
	printf '[receiver.dst]\nfolder = door\n[receiver.ast]\nfolder = door\n' >>"$WS/indberet.conf"
	mkdir -p -m 700 "$WS/door" "$WS/receipts"
	python3 "$SRC/tests/harness/ledger_days.py" "$INDBERET" "$WS" "${LEDGER_DAYS:-40}" "$seed"
done
