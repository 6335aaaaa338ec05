#include "extract/store.h"

/* In the order they are asked; the last takes what is left. */
static const struct store_kind *const kinds[] = {
	&store_pg,
	&store_csv,
	&store_sqlite,
};

const struct store_kind *store_kind_of(const char *path)
{
	for (size_t i = 0; i + 1 < COUNT_OF(kinds); i++)
		if (kinds[i]->is(path))
			return kinds[i];
	return kinds[COUNT_OF(kinds) - 1];
}

bool store_path_is_uri(const char *path)
{
	size_t scheme = strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789+.-");

	return scheme && strncmp(path + scheme, "://", 3) == 0;
}
