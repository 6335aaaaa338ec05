/* Peer: libcsv with empty callbacks over one file; prints the fields seen. */
#include <csv.h>
#include <stdio.h>

static void field(void *s, size_t n, void *count)
{
	(void)s, (void)n;
	++*(long *)count;
}

static void row(int c, void *count)
{
	(void)c, (void)count;
}

int main(int argc, char **argv)
{
	static char block[1 << 18];
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	struct csv_parser p;
	long fields = 0;
	size_t n;

	if (!f || csv_init(&p, 0))
		return 1;
	csv_set_delim(&p, ';');
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		if (csv_parse(&p, block, n, field, row, &fields) != n)
			return 1;
	csv_fini(&p, field, row, &fields);
	csv_free(&p);
	printf("%ld\n", fields);
	return fclose(f);
}
