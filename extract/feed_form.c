#include "extract/feed_form.h"

#include "extract/xml_read.h"

struct feed *feed_form(struct feed *f, struct arena *a, const char *name)
{
	struct feed *form;

	for (size_t i = 0; i < f->n_forms; i++)
		if (strcmp(f->forms[i].form, name) == 0)
			return &f->forms[i];
	if (f->n_forms == FEED_FORMS)
		return NULL;
	if (!f->forms)
		f->forms = arena_take(a, FEED_FORMS * sizeof *f->forms);
	form = &f->forms[f->n_forms++];
	*form = *f;
	form->forms = NULL;
	form->n_forms = 0;
	form->columns = arena_take(a, FEED_COLUMNS * sizeof *form->columns);
	if (f->n_columns)
		memcpy(form->columns, f->columns, f->n_columns * sizeof *form->columns);
	return form;
}

bool feed_form_shares(const char *key)
{
	static const char *const keys[] = { "id", "text_da", "text_en", "legal", "source", "table",
		"content", "max_age", "due", "accounts", "offset", "words" };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

void feed_forms_settle(struct feed *f)
{
	for (size_t i = 0; i < f->n_forms; i++) {
		struct feed *form = &f->forms[i];

		form->text_da = f->text_da;
		form->text_en = f->text_en;
		form->legal = f->legal;
		form->source = f->source;
		form->table = f->table;
		form->content = f->content;
		form->max_age = f->max_age;
		form->max_workdays = f->max_workdays;
		form->due = f->due;
		form->accounts = f->accounts;
		form->offset = f->offset;
		form->values = f->values;
		form->n_values = f->n_values;
	}
}

static int check_paths(const struct feed *f, struct err *e)
{
	if (xml_path_check(NULL, f->row, e) < 0)
		return err_ctx(e, "row");
	for (size_t i = 0; i < f->n_columns; i++)
		for (size_t w = 0; w < f->columns[i].header.n; w++)
			if (xml_path_check(f->row, f->columns[i].header.word[w], e) < 0)
				return err_ctx(e, "column '%s'", f->columns[i].name);
	return 0;
}

int feed_form_check(const struct feed *f, const char *path, struct err *e)
{
	bool key = false;

	if (strcmp(f->format, "xml") != 0)
		return 0;
	if (!f->n_columns || !f->table || !f->row)
		return err_set(
		        e, ERR_CONFIG, "%s: an xml feed needs 'table', 'row' and 'column'", path);
	for (size_t i = 0; i < f->n_columns; i++)
		key |= (f->columns[i].flags & COL_KEY) != 0;
	if (!key && !f->offset) /* many rows may begin on one line */
		return err_set(
		        e, ERR_CONFIG, "%s: an xml feed needs 'offset = yes' or a key", path);
	return check_paths(f, e) < 0 ? err_ctx(e, "%s", path) : 0;
}

const struct feed *feed_form_of_name(const struct feed *f, const char *name, struct feed_name *ret)
{
	if (feed_match(f, name, ret))
		return f;
	for (size_t i = 0; i < f->n_forms; i++)
		if (feed_match(&f->forms[i], name, ret))
			return &f->forms[i];
	return NULL;
}
