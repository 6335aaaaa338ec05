#include "extract/cpr_read.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"

enum {
	BLOCK = 256 * 1024,
	HEAD = 13,   /* type and personal number */
	TAIL = 4096, /* what is looked at to find the end record */
	END_NINES = 10,
};

static bool digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

/* Any byte below 0x20 among sixteen (the borrow of a byte below shows in its top bit). */
static uint64_t controls(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t x[2];

	memcpy(x, s, sizeof x);
	return ((x[0] - ones * 0x20) & ~x[0] & tops) | ((x[1] - ones * 0x20) & ~x[1] & tops);
}

/* Sixteen at a time; the last ones may be looked at twice. */
static bool has_control(const char *s, size_t n)
{
	const char *end = s + n;
	uint64_t found = 0;

	if (n < 16) {
		for (; s < end; s++)
			found |= (unsigned char)*s < 0x20;
		return found;
	}
	for (; end - s > 16; s += 16)
		found |= controls(s);
	return (found | controls(end - 16)) != 0;
}

static bool filler(char c)
{
	return c == '\n' || c == '\r' || c == '\x1a';
}

/* --- reading the file ------------------------------------------------------ */

static int read_at(int fd, char *to, size_t n, int64_t byte, size_t *ret, struct err *e)
{
	size_t got = 0;

	while (got < n) {
		ssize_t k =
		        FAULT("cpr.read") ? -1 : pread(fd, to + got, n - got, byte + (int64_t)got);

		if (k < 0)
			return err_sys(e, ERR_IO, "could not read at byte %lld", (long long)byte);
		if (k == 0)
			break;
		got += (size_t)k;
	}
	*ret = got;
	return 0;
}

/* Moves what is left to the front and fills the block. */
static int refill(struct cpr_file *f, struct err *e)
{
	struct cpr_block *b = &f->block;
	size_t got;

	b->len -= b->at;
	memmove(b->data, b->data + b->at, b->len);
	b->byte += (int64_t)b->at;
	b->at = 0;
	if (read_at(f->fd, b->data + b->len, BLOCK - b->len, b->byte + (int64_t)b->len, &got, e) <
	        0)
		return -1;
	b->eof = b->len + got < BLOCK;
	b->len += got;
	return 0;
}

/* At least n bytes in the block, or all there is. */
static int ensure(struct cpr_file *f, size_t n, struct err *e)
{
	const struct cpr_block *b = &f->block;

	return b->len - b->at >= n || b->eof ? 0 : refill(f, e);
}

void cpr_close(struct cpr_file *f)
{
	if (f->fd >= 0)
		(void)close(f->fd);
	f->fd = -1;
}

/* --- heads and lengths ------------------------------------------------------ */

/* Whether a record can begin here: a known type and a number, or the end. */
static bool is_head(const struct cpr_layout *l, const char *s, const char *limit)
{
	size_t n = (size_t)(limit - s);
	int type;

	if (n == 0 || filler(*s))
		return true;
	type = n >= 3 ? cpr_layout_find(l, s) : -1;
	if (type < 0)
		return false;
	return l->records[type].role == CPR_ERROR || (n >= HEAD && digits(s + 3, HEAD - 3));
}

/* ddmm of a personal number */
static bool is_day(const char *s)
{
	int day = (s[0] - '0') * 10 + s[1] - '0', month = (s[2] - '0') * 10 + s[3] - '0';

	return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* As is_head, but not to be met in the middle of a text or a number: a person's, with a date. */
static bool is_sure_head(const struct cpr_layout *l, const char *s, const char *limit)
{
	int type = limit - s >= HEAD ? cpr_layout_find(l, s) : -1;

	if (type < 0 || !digits(s + 3, HEAD - 3))
		return false;
	if (l->records[type].role == CPR_END)
		return memcmp(s + 3, "9999999999", END_NINES) == 0;
	return cpr_is_person(&l->records[type]) && is_day(s + 3);
}

/* Bytes to the next sure head, at most max: what cannot be read is passed over. */
static size_t to_next_head(const struct cpr_layout *l, const char *s, const char *limit, size_t max)
{
	size_t left = (size_t)(limit - s);

	if (max > left)
		max = left;
	for (size_t i = 1; i < max; i++)
		if (is_sure_head(l, s + i, limit))
			return i;
	return max;
}

/* Whether a record of a type that is not in the layout may begin here: three digits, then a
 * person's number. */
static bool is_unknown_head(const char *s, const char *limit)
{
	return limit - s >= HEAD && digits(s, HEAD) && is_day(s + 3);
}

/*
 * The length of the record at s in a stream: what is set for its type; else that of the layout,
 * or of its longer form, where another record follows; else, since records grow at their end,
 * up to the next one.
 */
static size_t stream_length(
        const struct cpr_layout *l, const struct cpr_record *rec, const char *s, const char *limit)
{
	size_t left = (size_t)(limit - s), n = rec->length;

	if (rec->exact)
		return rec->exact;
	if (left <= n || is_head(l, s + n, limit))
		return n;
	if (rec->longer && left >= rec->longer && is_head(l, s + rec->longer, limit))
		return rec->longer;
	if (is_unknown_head(s + n, limit))
		return n;
	return n + to_next_head(l, s + n, limit, CPR_RECORD_MAX - n);
}

/* --- one record ------------------------------------------------------------ */

static void judge(const struct cpr_layout *l, struct cpr_record_at *r)
{
	r->type = r->n >= 3 ? cpr_layout_find(l, r->s) : -1;
	r->fault = CPR_FINE;
	if (r->n > CPR_RECORD_MAX)
		r->fault = CPR_LONG;
	else if (has_control(r->s, r->n))
		r->fault = CPR_CONTROL;
	else if (r->type < 0)
		r->fault = CPR_UNKNOWN;
	else if (r->n < HEAD)
		r->fault = CPR_SHORT;
	if (r->n > CPR_RECORD_MAX)
		r->n = CPR_RECORD_MAX;
}

static size_t without_cr(const char *s, size_t n)
{
	return n && s[n - 1] == '\r' ? n - 1 : n;
}

/* A line that does not fit into the block: its beginning is kept, the rest passed over. */
static int pass_over_line(struct cpr_file *f, struct err *e)
{
	struct cpr_block *b = &f->block;
	const char *lf;

	while (!(lf = memchr(b->data + CPR_RECORD_MAX, '\n', b->len - CPR_RECORD_MAX)) && !b->eof) {
		int64_t next = b->byte + (int64_t)b->len;
		size_t got;

		if (read_at(f->fd, b->data + CPR_RECORD_MAX, BLOCK - CPR_RECORD_MAX, next, &got,
		            e) < 0)
			return -1;
		b->byte = next - CPR_RECORD_MAX;
		b->len = CPR_RECORD_MAX + got;
		b->eof = b->len < BLOCK;
	}
	b->at = lf ? (size_t)(lf + 1 - b->data) : b->len;
	return 0;
}

static int next_line(struct cpr_file *f, struct cpr_record_at *r, struct err *e)
{
	struct cpr_block *b = &f->block;
	const char *s = b->data + b->at, *lf = memchr(s, '\n', b->len - b->at);

	if (!lf && !b->eof) {
		if (refill(f, e) < 0)
			return -1;
		s = b->data;
		lf = memchr(s, '\n', b->len);
	}
	r->byte = b->byte + (int64_t)b->at;
	r->s = s;
	if (lf || b->eof) {
		r->n = lf ? (size_t)(lf - s) : b->len - b->at;
		b->at += r->n + (lf != NULL);
		r->n = without_cr(s, r->n);
	} else {
		r->n = CPR_RECORD_MAX + 1;
		if (pass_over_line(f, e) < 0)
			return -1;
	}
	return 0;
}

static void stream_record(
        const struct cpr_layout *l, const char *s, const char *limit, struct cpr_record_at *r)
{
	size_t left = (size_t)(limit - s);
	int type = left >= 3 ? cpr_layout_find(l, s) : -1;

	r->s = s;
	r->n = type < 0 ? to_next_head(l, s, limit, CPR_RECORD_MAX)
	                : stream_length(l, &l->records[type], s, limit);
	if (r->n <= left)
		return;
	r->n = left;
	while (r->n && filler(s[r->n - 1]))
		r->n--;
}

static int next_in_stream(struct cpr_file *f, struct cpr_record_at *r, struct err *e)
{
	struct cpr_block *b = &f->block;

	if (ensure(f, CPR_RECORD_MAX + CPR_AHEAD, e) < 0)
		return -1;
	r->byte = b->byte + (int64_t)b->at;
	stream_record(f->layout, b->data + b->at, b->data + b->len, r);
	b->at += r->n;
	return 0;
}

/* In a stream, fewer bytes than the record's length are a record cut by the end of the file. */
static void judge_stream(const struct cpr_layout *l, struct cpr_record_at *r)
{
	judge(l, r);
	if (r->fault == CPR_FINE && r->n < l->records[r->type].length)
		r->fault = CPR_SHORT;
}

static int pass_over_fillers(struct cpr_file *f, bool *more, struct err *e)
{
	struct cpr_block *b = &f->block;

	for (;;) {
		for (; b->at < b->len && filler(b->data[b->at]); b->at++)
			f->line += f->form == CPR_LINES && b->data[b->at] == '\n';
		if (b->at < b->len || b->eof)
			break;
		if (refill(f, e) < 0)
			return -1;
	}
	*more = b->at < b->len;
	return 0;
}

int cpr_next(struct cpr_file *f, struct cpr_record_at *r, struct err *e)
{
	bool more;

	if (pass_over_fillers(f, &more, e) < 0)
		return -1;
	if (!more)
		return 0;
	if ((f->form == CPR_LINES ? next_line(f, r, e) : next_in_stream(f, r, e)) < 0)
		return -1;
	r->line = ++f->line;
	r->next = f->block.byte + (int64_t)f->block.at;
	if (f->form == CPR_LINES)
		judge(f->layout, r);
	else
		judge_stream(f->layout, r);
	return 1;
}

/* --- form, beginning and end ----------------------------------------------- */

/*
 * The first record tells: it ends in a line end, or another record follows at once. A blank
 * previous date may have been cut from its line.
 */
static enum cpr_form form_of(const struct cpr_layout *l, const char *s, size_t n)
{
	int type = n >= 3 ? cpr_layout_find(l, s) : -1;
	size_t length = type >= 0 ? l->records[type].length : 0;
	const char *lf = memchr(s, '\n', n);

	if (type < 0 || n <= length || (lf && (size_t)(lf - s) <= length + 1))
		return CPR_LINES;
	return !lf || lf - s > CPR_RECORD_MAX || is_head(l, s + length, s + n) ? CPR_STREAM
	                                                                       : CPR_LINES;
}

int cpr_open(struct cpr_file *f, const char *path, const struct cpr_layout *l, struct arena *a,
        struct err *e)
{
	struct stat st;

	*f = (struct cpr_file){ .layout = l, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) };
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return err_sys(e, ERR_NOINPUT, "could not open '%s'", path);
	f->size = st.st_size;
	(void)posix_fadvise(f->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	f->block.data = arena_take(a, BLOCK);
	if (refill(f, e) < 0)
		return err_ctx(e, "'%s'", path);
	f->form = form_of(l, f->block.data, f->block.len);
	return 0;
}

int cpr_has_end(struct cpr_file *f, bool *ret, struct err *e)
{
	char tail[TAIL];
	size_t n;
	const char *s = tail;

	*ret = false;
	if (read_at(f->fd, tail, TAIL, f->size > TAIL ? f->size - TAIL : 0, &n, e) < 0)
		return -1;
	while (n && (filler(tail[n - 1]) || tail[n - 1] == ' '))
		n--;
	for (size_t i = n; i-- > 0;) {
		int type = n - i >= HEAD ? cpr_layout_find(f->layout, s + i) : -1;

		if (tail[i] == '\n' && f->form == CPR_LINES)
			break;
		if (type >= 0 && f->layout->records[type].role == CPR_END &&
		        is_sure_head(f->layout, s + i, s + n))
			*ret = f->form == CPR_STREAM || i == 0 || tail[i - 1] == '\n';
		if (*ret)
			break;
	}
	return 0;
}

/* --- stretches ------------------------------------------------------------- */

int cpr_read_part(
        const struct cpr_file *f, int64_t byte, size_t n, char *buffer, size_t *ret, struct err *e)
{
	if (read_at(f->fd, buffer, n + CPR_AHEAD, byte, ret, e) < 0)
		return -1;
	if (*ret < n)
		return err_set(e, ERR_IO, "the file became shorter while it was read");
	return 0;
}

bool cpr_run_next(struct cpr_run_at *r, struct cpr_record_at *ret)
{
	const struct cpr_layout *l = r->f->layout;
	size_t used;

	if (r->s >= r->end)
		return false;
	ret->s = r->s;
	ret->line = r->line++;
	ret->byte = r->byte;
	if (r->f->form == CPR_LINES) {
		const char *lf = memchr(r->s, '\n', (size_t)(r->end - r->s));

		used = (size_t)((lf ? lf : r->end) - r->s);
		ret->n = without_cr(r->s, used);
		used += lf != NULL;
	} else {
		stream_record(l, r->s, r->limit, ret);
		used = ret->n;
	}
	ret->type = cpr_layout_find(l, ret->s);
	ret->fault = CPR_FINE;
	r->s += used;
	r->byte += (int64_t)used;
	ret->next = r->byte;
	return true;
}
