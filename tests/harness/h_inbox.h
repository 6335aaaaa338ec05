/* A workspace on disk with an inbox and a mart of its own, for tests of what comes in. */
#ifndef H_INBOX_H
#define H_INBOX_H
#include "tests/harness/h.h"

#include "common/buf.h"
#include "common/file.h"
#include "extract/inbox.h"

#define POSTINGS "Bogføringsdato;Bilag;Kontostreng;Art;Debet/Kredit;Beløb;CPR;Sagsnr;CVR;Tekst\n"
#define FACILITIES                                                                                 \
	"Tilbud-ID;CVR;P-nummer;Navn;Type;Målgruppe;Pladser;Døgntakst;Gyldig fra;Gyldig "        \
	"til;Kommune;Status\n"
#define BUDGET "År;Kontostreng;Version;Beløb\n"
#define PORTAL "Dato;Antal\n"
#define POSTING(voucher, amount) "05-10-2026;" voucher ";528201003;529;D;" amount ";;S-1;;\n"

struct stand {
	struct arena a;
	struct ctx c;
	sqlite3 *db;
	char workspace[FILE_PATH];
	struct source_result res[INBOX_RESULTS];
	size_t n;
};

void stand_open(struct stand *s); /* the mart, again */
void stand_begin(struct stand *s, const char *name);
void stand_end(struct stand *s);
/* A setting of this stand, before the first run. */
void stand_set(struct stand *s, const char *section, const char *name, const char *value);
const char *stand_path(struct stand *s, const char *name); /* in the inbox */
void stand_put(struct stand *s, const char *name, const char *text);
/* As if it had been written so many seconds before the run. */
void stand_age(struct stand *s, const char *name, int64_t seconds);
bool stand_has(struct stand *s, const char *name);
void stand_run(struct stand *s);
/* In a process of its own, which dies at a fault point or is killed. True: it came to the end. */
bool stand_run_dying(struct stand *s, long crash, unsigned usec);
/* The names below a folder, folders first opened. */
void stand_list(struct buf *b, const char *dir);

#define ROWS(s, sql) h_rows((s)->db, &(s)->a, sql)
#define DELIVERIES                                                                                 \
	"SELECT name, feed, verdict, file, acknowledged FROM staging_delivery ORDER BY delivery"
#define FINDINGS                                                                                   \
	"SELECT stage, rule, consequence, record_key, found, expected, file FROM finding ORDER "   \
	"BY finding"
#endif
