#include "extract/xml_read.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlreader.h>
#include <unistd.h>

#include "common/file.h"
#include "common/csv_charset.h"
#include "extract/xml_scan.h"

enum {
	PATH_MAX_ = 2048,
	HEAD = 512,
	RAW_KEPT = 64 * 1024 + 1,
	SHOWN = 96,
	LEVELS = XML_DEPTH_MAX + 2
};

enum { NAMES = 4 * XML_NAMES_MAX };

#define XSI "http://www.w3.org/2001/XMLSchema-instance"
#define XML_NS "http://www.w3.org/XML/1998/namespace"
#define JOIN ", "

/* One way to a column, from the root. */
struct way {
	const char *path;
	size_t n, column;
};

struct value {
	struct buf text;
	size_t from; /* where the present occurrence begins */
	bool any;    /* it has a character that is not blank */
	bool too_long;
	int anchor; /* level of the element the path starts from */
	bool seen;
};

struct xml_reader {
	int fd, errno_;
	const char *file;
	const struct feed *feed;
	xmlTextReaderPtr parser;
	struct xml_scan scan;
	struct arena arena;
	char encoding[32];
	/* What is looked for. */
	const char *row;
	int row_level;
	struct way way[FEED_COLUMNS * FEED_WORDS];
	size_t n_ways;
	/* Where we are. */
	char path[PATH_MAX_];
	size_t at[LEVELS]; /* length of the path, by level */
	uint64_t capture[LEVELS];
	int64_t emitted[LEVELS]; /* rows inside the element open on that level */
	int level;
	struct xml_mark mark, row_mark;
	int64_t rows, last_line;
	const char *root; /* NULL: none yet */
	struct value value[FEED_COLUMNS];
	struct csv_field field[FEED_COLUMNS];
	uint64_t names[NAMES]; /* hashes of those met; 0: free */
	size_t n_names;
	char *raw, *decoded;
	/* How it ended. */
	bool ended, failed;
	int error, error_line; /* libxml2's first */
	struct xml_fault fault;
};

/* --- paths ---------------------------------------------------------------- */

static int bad_path(const char *path, struct err *e)
{
	return err_set(e, ERR_CONFIG, "'%s' is not a path", path);
}

/* Levels of "/list/facility", 0 when it is no such path. */
static int levels(const char *row)
{
	int n = 0;

	for (const char *p = row; *p; n++) {
		size_t len = *p == '/' ? strcspn(p + 1, "/") : 0;

		if (!len || p[1] == '@' || p[1] == '.' || strcspn(p + 1, " ?*[]():") < len)
			return 0;
		p += 1 + len;
	}
	return n < XML_DEPTH_MAX ? n : 0;
}

/* How many ".." it begins with; *rest is what follows. */
static int ups(const char *path, const char **rest)
{
	int n = 0;

	for (; strncmp(path, "../", 3) == 0; n++)
		path += 3;
	*rest = path;
	return n;
}

int xml_path_check(const char *row, const char *path, struct err *e)
{
	const char *rest = path;
	int up;

	if (!row)
		return levels(path) ? 0 : bad_path(path, e);
	up = ups(path, &rest);
	if (up && up >= levels(row))
		return err_set(e, ERR_CONFIG, "'%s' goes above the first element", path);
	if (strcmp(rest, ".") == 0)
		return up ? bad_path(path, e) : 0;
	for (const char *p = rest;;) {
		size_t n = strcspn(p, "/");
		bool last = p[n] == '\0';

		if (n == (*p == '@') || *p == '.' || (*p == '@' && !last) ||
		        strcspn(p, " ?*[]():") < n)
			return bad_path(path, e);
		if (last)
			return 0;
		p += n + 1;
	}
}

/* From the root: the row's path without the levels above which the path starts, and the rest. */
static void add_way(struct xml_reader *x, size_t column, const char *path)
{
	struct way *w = &x->way[x->n_ways++];
	const char *rest;
	int up = ups(path, &rest);
	size_t n = strlen(x->row);

	for (int i = 0; i < up; i++)
		while (x->row[--n] != '/')
			;
	w->column = column;
	w->path = strcmp(rest, ".") == 0 ? x->row
	                                 : arena_printf(&x->arena, "%.*s/%s", (int)n, x->row, rest);
	w->n = strlen(w->path);
	if (x->row_level - up < x->value[column].anchor)
		x->value[column].anchor = x->row_level - up;
}

static void plan(struct xml_reader *x)
{
	x->row = x->feed->row;
	x->row_level = levels(x->row);
	for (size_t c = 0; c < x->feed->n_columns; c++) {
		const struct feed_words *words = &x->feed->columns[c].header;

		x->value[c].anchor = x->row_level;
		buf_init(&x->value[c].text, CSV_FIELD_MAX + 1);
		for (size_t i = 0; i < words->n; i++)
			add_way(x, c, words->word[i]);
	}
}

/* Columns that are found at the present path, and whether any is below it. */
static uint64_t columns_here(const struct xml_reader *x, size_t n, bool *below)
{
	uint64_t ret = 0;

	*below = false;
	for (size_t i = 0; i < x->n_ways; i++) {
		const struct way *w = &x->way[i];

		if (w->n < n || memcmp(w->path, x->path, n) != 0)
			continue;
		if (w->n == n)
			ret |= UINT64_C(1) << w->column;
		else
			*below |= w->path[n] == '/';
	}
	return ret;
}

/* --- faults of the file --------------------------------------------------- */

/* At most SHOWN bytes, cut at a whole character. */
static const char *keep(struct xml_reader *x, const char *s)
{
	size_t n = strlen(s);

	if (n > SHOWN)
		for (n = SHOWN; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
			n--;
	return arena_strndup(&x->arena, s, n);
}

static void fail(struct xml_reader *x, const struct xml_fault *f)
{
	if (x->failed)
		return;
	x->failed = true;
	x->fault = *f;
}

static const struct {
	int code;
	enum finding_kind kind;
	const char *expected;
} errors[] = {
	{ XML_ERR_INVALID_CHAR, FIND_CHARSET, "gyldige tegn i filens tegnsæt" },
	{ XML_ERR_INVALID_ENCODING, FIND_CHARSET, "gyldige tegn i filens tegnsæt" },
	{ XML_I18N_CONV_FAILED, FIND_CHARSET, "gyldige tegn i filens tegnsæt" },
	{ XML_ERR_TAG_NAME_MISMATCH, FIND_XML, "et sluttag, der passer til starttagget" },
	{ XML_ERR_UNDECLARED_ENTITY, FIND_XML, "kun &amp; &lt; &gt; &quot; &apos; og tegnnumre" },
	{ XML_WAR_UNDECLARED_ENTITY, FIND_XML, "kun &amp; &lt; &gt; &quot; &apos; og tegnnumre" },
	{ XML_ERR_ATTRIBUTE_REDEFINED, FIND_XML, "hver attribut én gang" },
	{ XML_ERR_DOCUMENT_END, FIND_XML, "ét yderste element" },
};

static int known_error(const struct xml_reader *x)
{
	for (size_t i = 0; i < COUNT_OF(errors); i++)
		if (errors[i].code == x->error)
			return (int)i;
	return -1;
}

/* The parser gave up. */
static void fail_parsing(struct xml_reader *x)
{
	struct xml_fault f = { .kind = FIND_XML,
		.line = x->error_line,
		.found = arena_printf(&x->arena, "libxml2 %d", x->error),
		.expected = "velformet XML" };
	int i = known_error(x);

	if (i >= 0) {
		f.kind = errors[i].kind;
		f.found = NULL;
		f.expected = errors[i].expected;
	}
	fail(x, &f);
}

/* All bytes were read, and the document is not at its end. */
static bool cut_short(const struct xml_reader *x)
{
	char c;

	return !x->scan.refused && (x->scan.depth > 0 || x->scan.state != XML_TEXT) &&
	       pread(x->fd, &c, 1, x->scan.byte) == 0;
}

static void fail_reading(struct xml_reader *x)
{
	if (x->scan.refused)
		fail(x, &(struct xml_fault){ .kind = x->scan.kind,
		                .line = x->scan.line,
		                .expected = x->scan.expected });
	else if ((known_error(x) < 0 || x->error == XML_ERR_DOCUMENT_END) && cut_short(x))
		fail(x, &(struct xml_fault){ .kind = FIND_XML,
		                .line = x->scan.line,
		                .found = "filen slutter her",
		                .expected = "et sluttag til hvert starttag" });
	else
		fail_parsing(x);
}

static void on_error(void *data, xmlErrorPtr error)
{
	struct xml_reader *x = data;

	if (x->error || error->level < XML_ERR_ERROR)
		return;
	x->error = error->code;
	x->error_line = error->line;
}

/* The parser keeps every name it meets, and the more there are the longer each takes. */
static void meet(struct xml_reader *x, const char *name)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	size_t at;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
	hash |= 1;
	for (at = hash >> 32 & (NAMES - 1); x->names[at]; at = (at + 1) & (NAMES - 1))
		if (x->names[at] == hash)
			return;
	x->names[at] = hash;
	if (++x->n_names > XML_NAMES_MAX)
		fail(x, &(struct xml_fault){ .kind = FIND_XML_LIMIT,
		                .line = x->scan.line,
		                .expected = "højst 4096 forskellige navne" });
}

/* --- bytes ---------------------------------------------------------------- */

static int read_bytes(void *data, char *to, int n)
{
	struct xml_reader *x = data;
	ssize_t got;

	do
		got = read(x->fd, to, (size_t)n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		x->errno_ = errno;
	if (got < 0 || !xml_scan_bytes(&x->scan, to, (size_t)got))
		return -1;
	return (int)got;
}

/* --- values --------------------------------------------------------------- */

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void value_begin(struct value *v)
{
	v->from = v->text.len;
	v->any = false;
	v->seen = true;
}

static void value_add(struct value *v, const char *s)
{
	if (!v->any)
		while (blank(*s))
			s++;
	if (!*s || v->too_long)
		return;
	if (!v->any && v->text.len > 0) {
		v->too_long |= buf_str(&v->text, JOIN) < 0;
		v->from = v->text.len;
	}
	v->any = true;
	v->too_long |= buf_str(&v->text, s) < 0;
}

static void value_end(struct value *v)
{
	while (v->text.len > v->from && blank(v->text.data[v->text.len - 1]))
		v->text.data[--v->text.len] = '\0';
}

static void each_value(struct xml_reader *x, uint64_t columns,
        void (*does)(struct value *v, const char *s), const char *s)
{
	for (size_t c = 0; columns >> c; c++) {
		if (columns >> c & 1)
			does(&x->value[c], s);
		if (c == 63)
			return;
	}
}

static void do_begin(struct value *v, const char *s)
{
	(void)s;
	value_begin(v);
}

static void do_end(struct value *v, const char *s)
{
	(void)s;
	value_end(v);
}

static void clear_from(struct xml_reader *x, int level)
{
	for (size_t c = 0; c < x->feed->n_columns; c++)
		if (x->value[c].anchor == level) {
			buf_reset(&x->value[c].text);
			x->value[c].too_long = false;
		}
}

/* --- where we are --------------------------------------------------------- */

/* Adds a name to the path behind `n`; one that is too long or foreign matches nothing. */
static size_t extend(struct xml_reader *x, size_t n, const char *mark, const char *name)
{
	size_t len = strlen(name);

	if (n + strlen(mark) + len + 2 > PATH_MAX_) {
		name = "?";
		len = n + 4 > PATH_MAX_ ? 0 : 1;
		mark = "/";
	}
	if (!len)
		return n;
	return n + (size_t)snprintf(x->path + n, PATH_MAX_ - n, "%s%s", mark, name);
}

static bool in_row(const struct xml_reader *x)
{
	return x->level >= x->row_level && x->at[x->row_level] == strlen(x->row) &&
	       memcmp(x->path, x->row, x->at[x->row_level]) == 0;
}

static bool on_way_to_row(const struct xml_reader *x)
{
	size_t n = x->at[x->level];

	return x->level <= x->row_level && strncmp(x->path, x->row, n) == 0 &&
	       (x->row[n] == '/' || x->row[n] == '\0');
}

static void unknown(struct xml_reader *x, size_t n)
{
	size_t row = strlen(x->row) + 1;

	if (x->feed->extra_ok)
		return;
	x->path[n] = '\0';
	fail(x, &(struct xml_fault){ .kind = FIND_ELEMENT,
	                .line = x->mark.line,
	                .found = keep(x, n > row ? x->path + row : ".") });
}

/* What a row above it asked for comes too late. */
static void check_late(struct xml_reader *x, uint64_t columns)
{
	for (size_t c = 0; c < x->feed->n_columns; c++) {
		const struct value *v = &x->value[c];

		if (!(columns >> c & 1) || v->anchor == x->row_level || !x->emitted[v->anchor])
			continue;
		fail(x, &(struct xml_fault){ .kind = FIND_ELEMENT_LATE,
		                .line = x->mark.line,
		                .found = keep(x, x->path),
		                .expected = "elementet før rækkerne" });
	}
}

static bool foreign(const struct xml_reader *x)
{
	const char *ns = (const char *)xmlTextReaderConstNamespaceUri(x->parser);

	return x->feed->ns && (!ns || strcmp(ns, x->feed->ns) != 0);
}

static void one_attribute(struct xml_reader *x)
{
	const char *ns = (const char *)xmlTextReaderConstNamespaceUri(x->parser);
	const char *s = (const char *)xmlTextReaderConstValue(x->parser);
	uint64_t columns;
	size_t n;
	bool below;

	meet(x, (const char *)xmlTextReaderConstLocalName(x->parser));
	if (xmlTextReaderIsNamespaceDecl(x->parser) == 1)
		meet(x, s ? s : "");
	if (xmlTextReaderIsNamespaceDecl(x->parser) == 1 ||
	        (ns && (strcmp(ns, XSI) == 0 || strcmp(ns, XML_NS) == 0)))
		return;
	n = extend(x, x->at[x->level], "/@", (const char *)xmlTextReaderConstLocalName(x->parser));
	columns = columns_here(x, n, &below);
	if (!columns && in_row(x))
		unknown(x, n);
	check_late(x, columns);
	each_value(x, columns, do_begin, NULL);
	each_value(x, columns, value_add, s ? s : "");
	each_value(x, columns, do_end, NULL);
}

static void attributes(struct xml_reader *x)
{
	int rc;

	while ((rc = xmlTextReaderMoveToNextAttribute(x->parser)) == 1 && !x->failed)
		one_attribute(x);
	if (rc < 0)
		fail_reading(x);
	(void)xmlTextReaderMoveToElement(x->parser);
}

/* --- what the parser tells ------------------------------------------------ */

enum told { TOLD_NONE, TOLD_ROW, TOLD_NOTHING };

static enum told close_element(struct xml_reader *x, int64_t end)
{
	bool row = x->level == x->row_level && in_row(x);

	each_value(x, x->capture[x->level], do_end, NULL);
	x->level--;
	if (!row)
		return TOLD_NONE;
	x->row_mark.end = end;
	for (int i = 1; i < x->row_level; i++)
		x->emitted[i]++;
	return TOLD_ROW;
}

/* An element beside the rows that says there are none. */
static bool says_nothing(const struct xml_reader *x, const char *name)
{
	const struct feed_words word = { { x->feed->nothing }, 1 };
	size_t above = x->at[x->level - 1];

	return x->level == x->row_level && strncmp(x->path, x->row, above) == 0 &&
	       x->row[above] == '/' && !strchr(x->row + above + 1, '/') &&
	       feed_words_have(&word, name, strlen(name));
}

static void enter(struct xml_reader *x, const char *name)
{
	bool below, within = in_row(x);
	size_t n;

	x->level++;
	n = extend(x, x->at[x->level - 1], "/", foreign(x) ? "?" : name);
	x->at[x->level] = n;
	x->path[n] = '\0';
	x->emitted[x->level] = 0;
	if (x->level == 1)
		x->root = keep(x, x->path);
	if (on_way_to_row(x))
		clear_from(x, x->level);
	x->capture[x->level] = columns_here(x, n, &below);
	if (within && !x->capture[x->level] && !below)
		unknown(x, n);
	check_late(x, x->capture[x->level]);
	each_value(x, x->capture[x->level], do_begin, NULL);
	if (x->level == x->row_level && in_row(x))
		x->row_mark = x->mark;
}

static enum told open_element(struct xml_reader *x)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(x->parser);
	bool empty = xmlTextReaderIsEmptyElement(x->parser) == 1;
	enum told told;

	if (!xml_scan_take(&x->scan, true, &x->mark)) {
		fail_parsing(x);
		return TOLD_NONE;
	}
	meet(x, name);
	enter(x, name);
	told = says_nothing(x, name) && !in_row(x) ? TOLD_NOTHING : TOLD_NONE;
	attributes(x);
	if (empty && close_element(x, x->mark.end) == TOLD_ROW)
		told = TOLD_ROW;
	return told;
}

static enum told end_element(struct xml_reader *x)
{
	struct xml_mark m;

	if (!xml_scan_take(&x->scan, false, &m)) {
		fail_parsing(x);
		return TOLD_NONE;
	}
	return close_element(x, m.end);
}

static enum told text(struct xml_reader *x)
{
	const char *s = (const char *)xmlTextReaderConstValue(x->parser);
	uint64_t columns = x->capture[x->level];

	each_value(x, columns, value_add, s ? s : "");
	if (!columns && s && in_row(x) && s[strspn(s, " \t\r\n")])
		unknown(x, x->at[x->level]);
	return TOLD_NONE;
}

static enum told note_target(struct xml_reader *x)
{
	meet(x, (const char *)xmlTextReaderConstLocalName(x->parser));
	return TOLD_NONE;
}

static enum told refuse_node(struct xml_reader *x)
{
	fail(x, &(struct xml_fault){ .kind = FIND_DOCTYPE,
	                .line = x->scan.line,
	                .expected = "et dokument uden DOCTYPE" });
	return TOLD_NONE;
}

static const struct {
	int type;
	enum told (*hear)(struct xml_reader *x);
} nodes[] = {
	{ XML_READER_TYPE_ELEMENT, open_element },
	{ XML_READER_TYPE_END_ELEMENT, end_element },
	{ XML_READER_TYPE_TEXT, text },
	{ XML_READER_TYPE_CDATA, text },
	{ XML_READER_TYPE_SIGNIFICANT_WHITESPACE, text },
	{ XML_READER_TYPE_PROCESSING_INSTRUCTION, note_target },
	{ XML_READER_TYPE_DOCUMENT_TYPE, refuse_node },
	{ XML_READER_TYPE_ENTITY_REFERENCE, refuse_node },
};

static enum told hear(struct xml_reader *x)
{
	int type = xmlTextReaderNodeType(x->parser);

	for (size_t i = 0; i < COUNT_OF(nodes); i++)
		if (nodes[i].type == type)
			return nodes[i].hear(x);
	return TOLD_NONE;
}

/* --- records -------------------------------------------------------------- */

static void take_raw(struct xml_reader *x, struct csv_record *r)
{
	int64_t n = x->row_mark.end - x->row_mark.byte;
	ssize_t got = pread(x->fd, x->raw, n < RAW_KEPT ? (size_t)n : RAW_KEPT, x->row_mark.byte);

	r->raw = x->raw;
	r->n_raw = got > 0 ? (size_t)got : 0;
	if (!charset_is_utf8(x->encoding) &&
	        charset_decode(x->encoding, x->raw, r->n_raw, x->decoded, &r->n_raw))
		r->raw = x->decoded;
}

static void take_row(struct xml_reader *x, struct csv_record *r)
{
	*r = (struct csv_record){ .line = x->row_mark.line,
		.byte = x->row_mark.byte,
		.field = x->field,
		.n_fields = x->feed->n_columns };
	x->rows++;
	if (r->line == x->last_line)
		r->number = x->rows;
	x->last_line = r->line;
	for (size_t c = 0; c < x->feed->n_columns; c++) {
		const struct value *v = &x->value[c];

		x->field[c] = (struct csv_field){ v->text.len ? v->text.data : "", v->text.len };
		if (v->too_long)
			r->fault = CSV_FIELD;
	}
	if (x->row_mark.end - x->row_mark.byte > CSV_RECORD_MAX)
		r->fault = CSV_LONG;
	take_raw(x, r);
}

static int whole_file(struct xml_reader *x, enum csv_fault fault, struct csv_record *ret)
{
	*ret = (struct csv_record){
		.line = x->fault.line, .raw = "", .field = x->field, .fault = fault
	};
	return 1;
}

int xml_read_next(struct xml_reader *x, struct csv_record *ret, struct err *e)
{
	enum told told = TOLD_NONE;

	while (!x->ended && told == TOLD_NONE) {
		int rc = x->parser && !x->failed ? xmlTextReaderRead(x->parser) : -1;

		if (x->errno_)
			return err_set(
			        e, ERR_IO, "could not read '%s': %s", x->file, strerror(x->errno_));
		if (rc > 0)
			told = hear(x);
		x->ended = rc == 0;
		if (rc < 0)
			fail_reading(x);
		if (x->failed) {
			x->ended = true;
			return whole_file(x, CSV_UNREADABLE, ret);
		}
	}
	if (told == TOLD_NOTHING)
		return whole_file(x, CSV_NOTHING, ret);
	if (told == TOLD_ROW)
		take_row(x, ret);
	return told == TOLD_ROW;
}

/* --- opening -------------------------------------------------------------- */

/* The value of encoding="..." in the declaration, in small letters; false: there is none. */
static bool declared(const char *head, char *out, size_t cap)
{
	const char *p = strstr(head, "encoding");
	const char *q;
	size_t n = 0;

	if (!p)
		return false;
	p += strlen("encoding");
	p += strspn(p, " \t\r\n=");
	if (*p != '"' && *p != '\'')
		return false;
	q = strchr(p + 1, *p);
	for (p++; q && p < q && n + 1 < cap; p++)
		out[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	out[n] = '\0';
	return n > 0;
}

/* Only sets in which markup is ASCII: what is hidden in another would pass the scanner. */
static void check_encoding(struct xml_reader *x, char *head, size_t n)
{
	static const char *const known[] = { "utf-8", "iso-8859-1", "windows-1252", "us-ascii" };
	const char *p = head;
	char *end;

	snprintf(x->encoding, sizeof x->encoding, "utf-8");
	if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	if (strncmp(p, "<?xml", 5) != 0 && *p == '<')
		return;
	end = strstr(p, "?>");
	if (end)
		*end = '\0';
	if (*p == '<' && end && !declared(p, x->encoding, sizeof x->encoding))
		return;
	for (size_t i = 0; *p == '<' && end && i < COUNT_OF(known); i++)
		if (strcmp(x->encoding, known[i]) == 0)
			return;
	fail(x, &(struct xml_fault){ .kind = FIND_CHARSET,
	                .line = 1,
	                .found = *p == '<' && end ? x->encoding : "",
	                .expected = "XML i utf-8, iso-8859-1, windows-1252 eller us-ascii" });
}

static int look_at_head(struct xml_reader *x, struct err *e)
{
	char head[HEAD + 1] = "";
	ssize_t n = pread(x->fd, head, HEAD, 0);

	if (n < 0)
		return err_sys(e, ERR_IO, "could not read '%s'", x->file);
	if (n == 0)
		fail(x, &(struct xml_fault){ .kind = FIND_EMPTY });
	else if (strlen(head) < (size_t)n)
		fail(x, &(struct xml_fault){ .kind = FIND_CHARSET,
		                .line = 1,
		                .expected = "utf-8 uden NUL-tegn" });
	else
		check_encoding(x, head, (size_t)n);
	return 0;
}

static void start_parser(struct xml_reader *x)
{
	const int flags =
	        XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

	if (x->failed)
		return;
	xmlInitParser();
	x->parser = xmlReaderForIO(read_bytes, NULL, x, NULL, NULL, flags);
	if (x->parser)
		xmlTextReaderSetStructuredErrorHandler(x->parser, on_error, x);
}

int xml_read_open(struct xml_reader **ret, const char *path, const struct feed *f, struct err *e)
{
	struct xml_reader *x = calloc(1, sizeof *x);

	if (!x)
		out_of_memory();
	*x = (struct xml_reader){ .fd = -1,
		.file = path,
		.feed = f,
		.raw = malloc(RAW_KEPT),
		.decoded = malloc(3 * (size_t)RAW_KEPT) };
	if (!x->raw || !x->decoded)
		out_of_memory();
	xml_scan_init(&x->scan, 0);
	plan(x);
	x->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (x->fd < 0 || look_at_head(x, e) < 0) {
		if (x->fd < 0)
			(void)err_sys(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
			        "could not open '%s'", path);
		xml_read_close(&x);
		return -1;
	}
	start_parser(x);
	*ret = x;
	return 0;
}

const struct xml_fault *xml_read_fault(const struct xml_reader *x)
{
	return &x->fault;
}

const char *xml_read_encoding(const struct xml_reader *x)
{
	return x->encoding;
}

const char *xml_read_root(const struct xml_reader *x)
{
	return x->root ? x->root : "";
}

bool xml_read_seen(const struct xml_reader *x, size_t column)
{
	return x->value[column].seen;
}

void xml_read_close(struct xml_reader **x)
{
	if (!*x)
		return;
	if ((*x)->parser)
		xmlFreeTextReader((*x)->parser);
	fd_closep(&(*x)->fd);
	xml_scan_done(&(*x)->scan);
	for (size_t c = 0; c < FEED_COLUMNS; c++)
		buf_done(&(*x)->value[c].text);
	arena_done(&(*x)->arena);
	free((*x)->raw);
	free((*x)->decoded);
	free(*x);
	*x = NULL;
}
