#include "common/log.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/text.h"

static const char *const names[] = { "debug", "info", "warn", "error" };

int64_t clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void clock_utc(char out[25])
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	secs_iso((int64_t)t.tv_sec, out);
	snprintf(out + 19, 6, ".%03dZ", (int)(t.tv_nsec / 1000000));
}

int log_open(struct log *l, const char *path, struct err *e)
{
	int fd;

	*l = (struct log){ .f = stderr };
	if (strcmp(path, "-") == 0)
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	l->f = fd < 0 ? NULL : fdopen(fd, "a");
	l->own = true;
	return l->f ? 0 : err_sys(e, ERR_CANTCREAT, "could not open log '%s'", path);
}

void log_close(struct log *l)
{
	if (l->own && l->f)
		(void)fclose(l->f);
	*l = (struct log){ 0 };
}

void json_string(FILE *to, const char *s)
{
	fputc('"', to);
	for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
		if (*p == '"' || *p == '\\')
			fprintf(to, "\\%c", *p);
		else if (*p < 0x20)
			fprintf(to, "\\u%04x", *p);
		else
			fputc(*p, to);
	}
	fputc('"', to);
}

static void put_masked(FILE *to, const char *s)
{
	char copy[1024];

	snprintf(copy, sizeof copy, "%s", s ? s : "");
	if (!utf8_valid(copy, strlen(copy))) /* cut inside a character, or foreign bytes */
		for (char *p = copy; *p; p++)
			if ((unsigned char)*p >= 0x80)
				*p = '?';
	text_mask(copy);
	json_string(to, copy);
}

void log_line(struct log *l, enum log_level level, const char *event,
        const struct log_field *fields, size_t n)
{
	char now[25];

	if (!l->f)
		return;
	clock_utc(now);
	fprintf(l->f, "{\"t\":\"%s\",\"level\":\"%s\",\"run\":%lld,\"event\":\"%s\"", now,
	        names[level], (long long)l->run_id, event);
	for (size_t i = 0; i < n; i++) {
		fprintf(l->f, ",\"%s\":", fields[i].key);
		if (fields[i].is_text)
			put_masked(l->f, fields[i].text);
		else
			fprintf(l->f, "%lld", (long long)fields[i].number);
	}
	fputs("}\n", l->f);
	(void)fflush(l->f);
}
