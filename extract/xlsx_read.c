#include "extract/xlsx_read.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlreader.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "common/file.h"
#include "common/text.h"
#include "common/xml_safe.h"
#include "extract/xml_scan.h"

enum { DOC_MAX = 1 << 20, RATIO_FROM = 1 << 20, OTHER_NAMES = 1000000, NOT_ZIP = 8 };

/* A part of the workbook that is being read. */
struct part {
	struct xlsx *x;
	const char *name;
	zip_file_t *from;
	struct xml_scan scan;
	xmlTextReaderPtr parser;
	int64_t bytes, most;
	int64_t others; /* elements that mean nothing to us */
	bool too_much;
};

struct sheet {
	const char *name, *part;
};

struct xlsx {
	struct arena arena;
	zip_t *zip;
	struct unzip_limits limits;
	int64_t bytes; /* of all parts, unpacked */
	bool from_1904;
	struct sheet sheet[XLSX_SHEETS];
	size_t sheets, at;
	const char **string;
	size_t strings, strings_cap;
	int64_t string_bytes;
	/* the sheet that is open */
	struct part part;
	bool open;
	struct xlsx_row row;
	struct arena cells;
	size_t column;
	const char *kind; /* of the cell: s, inlineStr, str, n, b, e */
	struct buf text;
};

/* --- parts of the zip ---------------------------------------------------------- */

static void part_close(struct part *p)
{
	xmlFreeTextReader(p->parser);
	p->parser = NULL;
	xml_scan_done(&p->scan);
	if (p->from)
		(void)zip_fclose(p->from);
	p->from = NULL;
}

/* Within the limits of the zip, and of what was unpacked before. */
static int check_size(const struct xlsx *x, const zip_stat_t *st, struct err *e)
{
	uint64_t one = (uint64_t)x->limits.one, left = (uint64_t)(x->limits.all - x->bytes);

	if (st->encryption_method != ZIP_EM_NONE)
		return err_set(e, ERR_DATA, "the workbook is protected by a password");
	if (st->size > one || st->size > left)
		return err_set(e, ERR_DATA,
		        "'%.60s' in the workbook would be %llu bytes; the limit is %llu", st->name,
		        (unsigned long long)st->size,
		        (unsigned long long)(one < left ? one : left));
	if (st->size > RATIO_FROM && st->size / (st->comp_size + 1) > (uint64_t)x->limits.ratio)
		return err_set(e, ERR_DATA,
		        "'%.60s' in the workbook would grow %llu-fold; the limit is %lld", st->name,
		        (unsigned long long)(st->size / (st->comp_size + 1)),
		        (long long)x->limits.ratio);
	return 0;
}

/* 1 open, 0 not there, -1 refused. */
static int part_begin(struct xlsx *x, const char *name, struct part *p, struct err *e)
{
	const zip_uint64_t all = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
	                         ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	zip_stat_t st;

	*p = (struct part){ .x = x, .name = name };
	if (zip_stat(x->zip, name, 0, &st) < 0)
		return 0;
	if ((st.valid & all) != all)
		return err_set(e, ERR_DATA, "'%.60s' in the workbook has no proper head", name);
	if (check_size(x, &st, e) < 0)
		return -1;
	p->most = (int64_t)st.size;
	p->from = zip_fopen_index(x->zip, st.index, 0);
	if (!p->from)
		return err_set(e, ERR_DATA, "'%.60s' in the workbook cannot be unpacked", name);
	xml_scan_init(&p->scan, 0);
	return 1;
}

/* For libxml2: bytes as they come out, counted and looked at. */
static int part_read(void *data, char *to, int n)
{
	struct part *p = data;
	zip_int64_t got = zip_fread(p->from, to, (zip_uint64_t)n);

	if (got < 0)
		return -1;
	p->bytes += got;
	p->x->bytes += got;
	if (p->bytes > p->most || p->x->bytes > p->x->limits.all) {
		p->too_much = true;
		return -1;
	}
	if (!xml_scan_bytes(&p->scan, to, (size_t)got))
		return -1;
	p->scan.first = p->scan.n_marks = 0;
	return (int)got;
}

static void on_error(void *data, xmlErrorPtr error)
{
	(void)data, (void)error;
}

/* What a streaming part stopped at. */
static int part_fault(const struct part *p, struct err *e)
{
	if (p->too_much)
		return err_set(e, ERR_DATA,
		        "more bytes come out of '%.60s' in the workbook than it states", p->name);
	if (p->scan.refused)
		return err_set(e, ERR_DATA, "'%.60s' in the workbook is refused: expected %s",
		        p->name, p->scan.expected);
	return err_set(e, ERR_DATA, "'%.60s' in the workbook is not well-formed", p->name);
}

/* As a stream. 1 open, 0 not there, -1 refused. The character set is UTF-8, whatever it declares.
 */
static int part_open(struct xlsx *x, const char *name, struct part *p, struct err *e)
{
	const int flags = XML_PARSE_NONET | XML_PARSE_COMPACT;
	int rc = part_begin(x, name, p, e);

	if (rc <= 0)
		return rc;
	p->parser = xmlReaderForIO(part_read, NULL, p, NULL, "UTF-8", flags);
	if (!p->parser) {
		part_fault(p, e);
		part_close(p);
		return -1;
	}
	xmlTextReaderSetStructuredErrorHandler(p->parser, on_error, NULL);
	return 1;
}

/* As a whole: small parts only. */
static int part_doc(struct xlsx *x, const char *name, xmlDocPtr *ret, struct err *e)
{
	struct part p;
	char *data;
	int64_t n = 0;
	int rc = part_begin(x, name, &p, e), got = 1;

	if (rc == 0)
		return err_set(e, ERR_DATA, "it is no workbook (.xlsx): '%s' is not in it", name);
	if (rc < 0)
		return -1;
	data = arena_take(&x->arena, DOC_MAX + 1);
	while (n < DOC_MAX && (got = part_read(&p, data + n, (int)(DOC_MAX - n))) > 0)
		n += got;
	if (got < 0)
		part_fault(&p, e);
	part_close(&p);
	if (got < 0)
		return -1;
	if (n == DOC_MAX)
		return err_set(e, ERR_DATA, "'%s' in the workbook is over 1 MiB", name);
	return xml_safe_doc(data, (size_t)n, ret, e) < 0 ? err_ctx(e, "'%s' in the workbook", name)
	                                                 : 0;
}

/* --- what is in it ----------------------------------------------------------------- */

static bool named(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && xmlStrEqual(n->name, BAD_CAST name);
}

/* Of the relation with this id, or whose type ends so; in the arena. */
static const char *target(struct xlsx *x, const xmlNode *rels, const char *id, const char *type)
{
	for (const xmlNode *n = rels->children; n; n = n->next) {
		const char *is_id, *is_type, *to;
		size_t len = type ? strlen(type) : 0, has;

		if (!named(n, "Relationship"))
			continue;
		is_id = xml_attr(n, "Id", &x->arena);
		is_type = xml_attr(n, "Type", &x->arena);
		to = xml_attr(n, "Target", &x->arena);
		has = is_type ? strlen(is_type) : 0;
		if (to && (id ? text_eq(is_id, id)
		              : has >= len && strcmp(is_type + has - len, type) == 0))
			return *to == '/' ? to + 1 : arena_printf(&x->arena, "xl/%s", to);
	}
	return NULL;
}

/* r:id, whatever the prefix and the edition of the standard. */
static const char *relation_id(struct xlsx *x, const xmlNode *sheet)
{
	for (const xmlAttr *at = sheet->properties; at; at = at->next)
		if (at->ns && xmlStrEqual(at->name, BAD_CAST "id") && at->children)
			return arena_strdup(&x->arena, (const char *)at->children->content);
	return NULL;
}

static int take_sheets(struct xlsx *x, const xmlNode *list, const xmlNode *rels, struct err *e)
{
	for (const xmlNode *n = list->children; n; n = n->next) {
		const char *name, *id;

		if (!named(n, "sheet"))
			continue;
		name = xml_attr(n, "name", &x->arena);
		id = relation_id(x, n);
		if (x->sheets == XLSX_SHEETS)
			return err_set(e, ERR_DATA, "the workbook has over %d sheets", XLSX_SHEETS);
		if (!name || !id)
			return err_set(e, ERR_DATA, "a sheet of the workbook has no name or id");
		x->sheet[x->sheets].name = name;
		x->sheet[x->sheets].part = target(x, rels, id, NULL);
		if (!x->sheet[x->sheets++].part)
			return err_set(
			        e, ERR_DATA, "sheet '%.40s' of the workbook is not in it", name);
	}
	return 0;
}

static int take_book(struct xlsx *x, const xmlNode *book, const xmlNode *rels, const char **strings,
        struct err *e)
{
	for (const xmlNode *n = book->children; n; n = n->next) {
		const char *v = named(n, "workbookPr") ? xml_attr(n, "date1904", &x->arena) : NULL;

		if (v)
			x->from_1904 = strcmp(v, "1") == 0 || strcmp(v, "true") == 0;
		if (named(n, "sheets") && take_sheets(x, n, rels, e) < 0)
			return -1;
	}
	*strings = target(x, rels, NULL, "/sharedStrings");
	return x->sheets ? 0 : err_set(e, ERR_DATA, "the workbook has no sheets");
}

static int read_book(struct xlsx *x, const char **strings, struct err *e)
{
	xmlDocPtr book CLEANUP(xml_doc_freep) = NULL, rels CLEANUP(xml_doc_freep) = NULL;

	if (part_doc(x, "xl/workbook.xml", &book, e) < 0 ||
	        part_doc(x, "xl/_rels/workbook.xml.rels", &rels, e) < 0)
		return -1;
	return take_book(x, xmlDocGetRootElement(book), xmlDocGetRootElement(rels), strings, e);
}

/* --- nodes of a stream --------------------------------------------------------------- */

/* 1 a node, 0 the end, -1 refused. */
static int node(struct part *p, struct err *e)
{
	int rc = xmlTextReaderRead(p->parser);

	return rc < 0 ? part_fault(p, e) : rc;
}

static bool is_start(const struct part *p, const char *name)
{
	return xmlTextReaderNodeType(p->parser) == XML_READER_TYPE_ELEMENT &&
	       xmlStrEqual(xmlTextReaderConstLocalName(p->parser), BAD_CAST name);
}

static bool is_end(const struct part *p, const char *name)
{
	return xmlTextReaderNodeType(p->parser) == XML_READER_TYPE_END_ELEMENT &&
	       xmlStrEqual(xmlTextReaderConstLocalName(p->parser), BAD_CAST name);
}

static bool is_empty(const struct part *p)
{
	return xmlTextReaderIsEmptyElement(p->parser) == 1;
}

/* Each name that is met takes memory and time of the parser. */
static int other(struct part *p, struct err *e)
{
	if (xmlTextReaderNodeType(p->parser) == XML_READER_TYPE_ELEMENT &&
	        ++p->others > OTHER_NAMES)
		return err_set(
		        e, ERR_DATA, "'%.60s' in the workbook has too many elements", p->name);
	return 0;
}

static int add_text(struct xlsx *x, const struct part *p, struct err *e)
{
	int type = xmlTextReaderNodeType(p->parser);
	const char *v;

	if (type != XML_READER_TYPE_TEXT && type != XML_READER_TYPE_CDATA &&
	        type != XML_READER_TYPE_SIGNIFICANT_WHITESPACE &&
	        type != XML_READER_TYPE_WHITESPACE)
		return 0;
	v = (const char *)xmlTextReaderConstValue(p->parser);
	return v && buf_str(&x->text, v) < 0
	               ? err_set(e, ERR_DATA, "a text in '%.60s' of the workbook is over %d KiB",
	                         p->name, XLSX_CELL >> 10)
	               : 0;
}

/* The text of an element that was just entered, up to its end: that of its <t>, or all of it. How
 * words are pronounced (rPh) is no part of it. */
static int take_text(struct xlsx *x, struct part *p, const char *element, bool runs, struct err *e)
{
	bool in_t = !runs;
	int skip = 0, rc;

	buf_reset(&x->text);
	if (is_empty(p))
		return 0;
	while ((rc = node(p, e)) > 0 && !is_end(p, element)) {
		if (is_start(p, "rPh") && !is_empty(p))
			skip++;
		else if (is_end(p, "rPh"))
			skip--;
		else if (runs && is_start(p, "t"))
			in_t = !is_empty(p);
		else if (runs && is_end(p, "t"))
			in_t = false;
		else if ((in_t && !skip && add_text(x, p, e) < 0) || other(p, e) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static const char *text_now(const struct xlsx *x)
{
	return x->text.len ? x->text.data : "";
}

/* --- shared strings -------------------------------------------------------------------- */

static int keep_string(struct xlsx *x, struct err *e)
{
	x->string_bytes += (int64_t)x->text.len + (int64_t)sizeof *x->string;
	if (x->string_bytes > XLSX_STRINGS)
		return err_set(e, ERR_DATA, "the texts of the workbook are over %d MiB",
		        XLSX_STRINGS >> 20);
	if (x->strings == x->strings_cap) {
		x->strings_cap = x->strings_cap ? x->strings_cap * 2 : 1024;
		x->string = realloc(x->string, x->strings_cap * sizeof *x->string);
		if (!x->string)
			out_of_memory();
	}
	x->string[x->strings++] = arena_strdup(&x->arena, text_now(x));
	return 0;
}

static int read_strings(struct xlsx *x, const char *name, struct err *e)
{
	struct part p;
	int rc = part_open(x, name, &p, e);

	if (rc <= 0)
		return rc;
	while ((rc = node(&p, e)) > 0)
		if (is_start(&p, "si")
		                ? take_text(x, &p, "si", true, e) < 0 || keep_string(x, e) < 0
		                : other(&p, e) < 0) {
			rc = -1;
			break;
		}
	part_close(&p);
	return rc;
}

/* --- cells -------------------------------------------------------------------------------- */

static const char *attribute(struct xlsx *x, const struct part *p, const char *name)
{
	xmlChar *v = xmlTextReaderGetAttribute(p->parser, BAD_CAST name);
	const char *ret = v ? arena_strdup(&x->cells, (char *)v) : NULL;

	xmlFree(v);
	return ret;
}

/* "AB12" to 27; without an address the one behind the last. */
static size_t column_of(const char *address, size_t next)
{
	size_t n = 0;

	if (!address)
		return next;
	for (; *address >= 'A' && *address <= 'Z' && n < 100000; address++)
		n = n * 26 + (size_t)(*address - 'A') + 1;
	return n ? n - 1 : next;
}

static const char *shared(const struct xlsx *x, const char *number)
{
	int64_t i;

	return text_int(number, strlen(number), &i) && i >= 0 && (size_t)i < x->strings
	               ? x->string[i]
	               : NULL;
}

/* The value of a cell, from the text of its <v> or <is>. */
static int set_cell(struct xlsx *x, struct err *e)
{
	const char *v = text_now(x);
	bool by_number = strcmp(x->kind, "s") == 0;
	struct xlsx_cell *c;

	if (x->column >= XLSX_COLUMNS)
		return 0;
	if (by_number && !(v = shared(x, v)))
		return err_set(e, ERR_DATA,
		        "sheet '%.40s', row %lld: the workbook has no such text", x->row.sheet,
		        (long long)x->row.row);
	c = &x->row.cell[x->column];
	c->text = by_number ? v : arena_strdup(&x->cells, v);
	c->number = strcmp(x->kind, "n") == 0;
	if (x->row.n <= x->column)
		x->row.n = x->column + 1;
	return 0;
}

static int read_cell(struct xlsx *x, struct err *e)
{
	struct part *p = &x->part;
	int rc;

	x->kind = attribute(x, p, "t");
	x->kind = x->kind ? x->kind : "n";
	x->column = column_of(attribute(x, p, "r"), x->column);
	if (is_empty(p))
		return 0;
	while ((rc = node(p, e)) > 0 && !is_end(p, "c")) {
		bool is = is_start(p, "is");

		if (!is && !is_start(p, "v")) {
			if (other(p, e) < 0)
				return -1;
			continue;
		}
		if (take_text(x, p, is ? "is" : "v", is, e) < 0 || set_cell(x, e) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int begin_row(struct xlsx *x, struct err *e)
{
	const char *number = attribute(x, &x->part, "r");
	int64_t row = x->row.row + 1;

	if ((number && !text_int(number, strlen(number), &row)) || row <= x->row.row ||
	        row > XLSX_ROWS)
		return err_set(e, ERR_DATA, "sheet '%.40s': row '%.20s' behind row %lld",
		        x->row.sheet, number ? number : "", (long long)x->row.row);
	x->row.row = row;
	return 0;
}

/* From <row> to </row>. */
static int read_row(struct xlsx *x, struct err *e)
{
	struct part *p = &x->part;
	int rc;

	arena_reset(&x->cells);
	for (size_t i = 0; i < x->row.n; i++)
		x->row.cell[i] = (struct xlsx_cell){ "", false };
	x->row.n = 0;
	x->column = 0;
	if (begin_row(x, e) < 0)
		return -1;
	if (is_empty(p))
		return 0;
	while ((rc = node(p, e)) > 0 && !is_end(p, "row")) {
		if (!is_start(p, "c")) {
			if (other(p, e) < 0)
				return -1;
			continue;
		}
		if (read_cell(x, e) < 0)
			return -1;
		x->column++;
	}
	return rc < 0 ? -1 : 0;
}

/* --- sheets --------------------------------------------------------------------------------- */

static int next_sheet(struct xlsx *x, struct err *e)
{
	const struct sheet *s = &x->sheet[x->at];
	int rc;

	x->row.sheet = s->name;
	x->row.row = 0;
	rc = part_open(x, s->part, &x->part, e);
	if (rc == 0)
		return err_set(e, ERR_DATA, "sheet '%.40s' of the workbook is not in it", s->name);
	x->open = rc > 0;
	return rc < 0 ? -1 : 0;
}

/* A row with a cell, or 0 where the rows end: what stands behind them is not read. */
static int row_of_sheet(struct xlsx *x, struct err *e)
{
	int rc;

	while ((rc = node(&x->part, e)) > 0 && !is_end(&x->part, "sheetData")) {
		if (!is_start(&x->part, "row")) {
			if (other(&x->part, e) < 0)
				return -1;
			continue;
		}
		if (read_row(x, e) < 0)
			return -1;
		if (x->row.n)
			return 1;
	}
	return rc < 0 ? -1 : 0;
}

int xlsx_next(struct xlsx *x, struct xlsx_row *ret, struct err *e)
{
	while (x->at < x->sheets) {
		int rc;

		if (!x->open && next_sheet(x, e) < 0)
			return -1;
		rc = row_of_sheet(x, e);
		if (rc < 0)
			return err_ctx(e, "sheet '%.40s'", x->sheet[x->at].name);
		if (rc > 0) {
			*ret = x->row;
			return 1;
		}
		part_close(&x->part);
		x->open = false;
		x->at++;
	}
	return 0;
}

/* Day 1 is 1 January 1900, and 29 February 1900 is counted though there was none; or day 0 is
 * 1 January 1904. */
static bool day_of_number(const struct xlsx *x, const char *s, int32_t *ret)
{
	size_t n = strcspn(s, ".");
	int64_t days;

	if (!text_int(s, n, &days) || days < 61 || days > 2958465 ||
	        (s[n] && s[n + 1 + strspn(s + n + 1, "0123456789")]))
		return false;
	*ret = (int32_t)days +
	       (x && x->from_1904 ? day_from_ymd(1904, 1, 1) : day_from_ymd(1899, 12, 30));
	return true;
}

bool xlsx_day(const struct xlsx *x, const struct xlsx_cell *c, int32_t *ret)
{
	static const char *const forms[] = { "yyyy-mm-dd", "dd-mm-yyyy", "dd.mm.yyyy",
		"dd/mm/yyyy" };
	size_t n = strlen(c->text);

	if (c->number)
		return day_of_number(x, c->text, ret);
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (text_day_as(c->text, n, forms[i], ret))
			return true;
	return false;
}

/* --- open and close ----------------------------------------------------------------------------
 */

static int not_zip(const char *path, struct err *e)
{
	static const unsigned char ole[NOT_ZIP] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A,
		0xE1 };
	FILE *f CLEANUP(file_closep) = fopen(path, "rbe");
	char head[NOT_ZIP];

	if (f && fread(head, 1, NOT_ZIP, f) == NOT_ZIP && memcmp(head, ole, NOT_ZIP) == 0)
		return err_set(e, ERR_DATA,
		        "it is an older workbook (.xls), or protected by a password; save it as "
		        ".xlsx without one");
	return err_set(e, ERR_DATA, "it is no workbook (.xlsx)");
}

/* A pipe or a device under the name would hang. */
static int open_zip(struct xlsx *x, const char *path, struct err *e)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int code = 0;

	if (fd < 0)
		return err_sys(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "could not open it");
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_NOINPUT, "it is not a regular file");
	if (!unzip_is_zip(path))
		return not_zip(path, e);
	x->zip = zip_fdopen(fd, ZIP_CHECKCONS, &code);
	if (!x->zip)
		return err_set(e, ERR_DATA, "the workbook is cut or damaged");
	fd = -1;
	if (zip_get_num_entries(x->zip, 0) > (zip_int64_t)x->limits.entries)
		return err_set(e, ERR_DATA, "%lld parts in the workbook; the limit is %zu",
		        (long long)zip_get_num_entries(x->zip, 0), x->limits.entries);
	return 0;
}

int xlsx_open(struct xlsx **ret, const char *path, const struct unzip_limits *limits, struct err *e)
{
	struct xlsx *x = calloc(1, sizeof *x);
	const char *strings = NULL;

	if (!x)
		out_of_memory();
	x->limits = *limits;
	x->row.n = XLSX_COLUMNS; /* all cells are made empty at the first row */
	buf_init(&x->text, XLSX_CELL);
	if (open_zip(x, path, e) < 0 || read_book(x, &strings, e) < 0 ||
	        (strings && read_strings(x, strings, e) < 0)) {
		xlsx_close(&x);
		return -1;
	}
	*ret = x;
	return 0;
}

void xlsx_close(struct xlsx **x)
{
	if (!*x)
		return;
	if ((*x)->open)
		part_close(&(*x)->part);
	if ((*x)->zip)
		zip_discard((*x)->zip);
	free((void *)(*x)->string);
	buf_done(&(*x)->text);
	arena_done(&(*x)->cells);
	arena_done(&(*x)->arena);
	free(*x);
	*x = NULL;
}
