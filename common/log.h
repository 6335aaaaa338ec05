/*
 * The log: JSON lines, one event a line, for jobs/ only.
 *
 * log_open() names the file (or "-" for stderr) and the run; every string goes
 * through text_mask() and is escaped. The clock is read here and nowhere in a result.
 */
#ifndef LOG_H
#define LOG_H
#include "common/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
	const char *key, *text;
	int64_t number;
	bool is_text;
};
#define LOG_S(k, v) ((struct log_field){ (k), (v), 0, true })
#define LOG_I(k, v) ((struct log_field){ (k), NULL, (int64_t)(v), false })

struct log {
	FILE *f;
	bool own;
	int64_t run_id;
};

int log_open(struct log *l, const char *path, struct err *e) MUST_CHECK;
void log_close(struct log *l);
void log_line(struct log *l, enum log_level level, const char *event,
        const struct log_field *fields, size_t n);
#define LOG(l, level, event, ...)                                                                  \
	log_line(l, level, event, (const struct log_field[]){ __VA_ARGS__ },                       \
	        sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

/* A JSON string with its quotes; also used for status --json. */
void json_string(FILE *to, const char *s);
/* UTC now in milliseconds, "2026-11-01T04:15:00.123Z". */
void clock_utc(char out[25]);
int64_t clock_ms(void); /* monotonic */
#endif
