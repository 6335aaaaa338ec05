#include "common/filename.h"

#include "common/text.h"

/* C1 controls, and the marks with which text is made to read backwards. */
static bool has_marks(const char *name)
{
	const unsigned char *s = (const unsigned char *)name;

	for (; s[0] && s[1]; s++) {
		if (s[0] == 0xC2 && s[1] < 0xA0)
			return true;
		if (s[0] == 0xE2 && s[1] == 0x80 &&
		        (s[2] == 0x8E || s[2] == 0x8F || (s[2] >= 0xA8 && s[2] <= 0xAE)))
			return true;
		if (s[0] == 0xE2 && s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9)
			return true;
	}
	return false;
}

const char *filename_fault(const char *name)
{
	size_t n = strlen(name);

	if (n == 0)
		return "is empty";
	if (n > FILENAME_BYTES)
		return "is too long";
	if (!utf8_valid(name, n))
		return "is not UTF-8";
	if (text_has_control(name, n) || has_marks(name))
		return "has control characters";
	if (strpbrk(name, "/\\:"))
		return "has a folder or a drive in it";
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return "is a dot";
	return NULL;
}

char *filename_mask(char *name)
{
	bool text = utf8_valid(name, strlen(name));

	for (unsigned char *p = (unsigned char *)name; *p; p++)
		if (*p < 0x20 || *p == 0x7F || (!text && *p > 0x7F))
			*p = '?';
	text_mask(name);
	return name;
}

bool filename_ends(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && strcmp(name + n - k, end) == 0;
}

bool filename_ends_folded(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && text_same_folded(name + n - k, end);
}

bool filename_unfinished(const struct conf *c, const char *name)
{
	const char *p = conf_text(c, "inbox.unfinished");
	char end[32];

	if (name[0] == '.')
		return true;
	while (*(p += strspn(p, " \t"))) {
		size_t n = strcspn(p, " \t");

		snprintf(end, sizeof end, "%.*s", (int)n, p);
		if (filename_ends_folded(name, end))
			return true;
		p += n;
	}
	return false;
}
