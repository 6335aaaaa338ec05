/* show row FILE:LINE: a staged row as it came, from the archive. */
#include "common/text.h"
#include "extract/source.h"
#include "jobs/app.h"

enum { ROW_MAX = 1 << 20 };

int show_row(struct app *a, const char *name, struct err *e);

static int parse_place(const char *name, int64_t *file, int64_t *line)
{
	const char *colon = name ? strchr(name, ':') : NULL;

	return colon && text_int(name, (size_t)(colon - name), file) &&
	       text_int(colon + 1, strlen(colon + 1), line) && *file > 0 && *line > 0;
}

int show_row(struct app *a, const char *name, struct err *e)
{
	struct buf b CLEANUP(buf_done) = { 0 };
	int64_t file, line;

	if (!parse_place(name, &file, &line))
		return err_set(e, ERR_USAGE,
		        "show row: expected FILE:LINE, two numbers as findings --list gives them");
	if (app_workspace(a, WS_CONF | WS_DB_RO, e) < 0)
		return -1;
	buf_init(&b, ROW_MAX);
	if (source_row(&a->ctx, file, line, cli_flag(&a->cli, "--whole"), &b, e) < 0)
		return -1;
	fprintf(a->out, "%s\n", b.data ? b.data : "");
	return 0;
}
