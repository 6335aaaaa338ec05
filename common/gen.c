/*
 * gen: host tool of the build. Writes the files named on its command line, in
 * the order given (the Makefile sorts them), as one C table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void emit(const char *path, int nr)
{
	static unsigned char block[65536];
	FILE *in = fopen(path, "rb");
	size_t n, at = 0;

	if (!in) {
		fprintf(stderr, "%s: cannot open\n", path);
		exit(1);
	}
	printf("static const unsigned char file_%d[] = {", nr);
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		for (size_t i = 0; i < n; i++)
			printf("%s%d,", at++ % 32 ? "" : "\n", block[i]);
	printf("0};\n");
	fclose(in);
}

int main(int argc, char **argv)
{
	printf("/* Made by gen; do not edit. */\n#include \"common/defs.h\"\n");
	for (int i = 1; i < argc; i++) {
		if (i > 1 && strcmp(argv[i - 1], argv[i]) >= 0) {
			fprintf(stderr, "gen: %s out of order\n", argv[i]);
			return 1;
		}
		emit(argv[i], i);
	}
	printf("const struct def_file def_files[] = {\n");
	for (int i = 1; i < argc; i++)
		printf("\t{ \"%s\", (const char *)file_%d, sizeof file_%d - 1 },\n", argv[i], i, i);
	printf("};\nconst size_t def_file_count = sizeof def_files / sizeof def_files[0];\n");
	return 0;
}
