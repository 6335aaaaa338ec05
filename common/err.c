#include "common/err.h"

#include <errno.h>
#include <stdarg.h>

#include "common/text.h"

static const struct {
	int status;
	const char *name, *actor, *text;
} codes[] = {
#define ERR(name, status, actor, text) [ERR_##name] = { status, #name, #actor, text },
#include "common/err_codes.def"
#undef ERR
};

static void clean(char *s)
{
	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 && *p != '\n')
			*p = '?';
	text_mask(s);
}

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	clean(e->msg);
	return -1;
}

static void append(struct err *e, const char *tail)
{
	size_t used = strlen(e->msg);

	snprintf(e->msg + used, sizeof e->msg - used, ": %s", tail);
}

/* A full disk is worth its own words: the operator needs no manual for it. */
int err_sys(struct err *e, enum err_code code, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	e->code = saved == EACCES || saved == EPERM ? ERR_NOPERM : code;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	append(e, strerror(saved));
	clean(e->msg);
	return -1;
}

int err_ctx(struct err *e, const char *fmt, ...)
{
	char inner[sizeof e->msg];
	va_list ap;

	memcpy(inner, e->msg, sizeof inner);
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	append(e, inner);
	clean(e->msg);
	return -1;
}

int err_exit_status(enum err_code code)
{
	return codes[code].status;
}

const char *err_name(enum err_code code)
{
	return codes[code].name;
}

const char *err_actor(enum err_code code)
{
	return codes[code].actor;
}

const char *err_manual(enum err_code code)
{
	return codes[code].text;
}
