#include "report/writer.h"

#include "report/write_csv.h"
#include "report/write_xml.h"

static const struct writer writers[] = {
	{ "csv", ".csv", csv_begin, csv_row, csv_end },
	{ "xml", ".xml", xml_file_begin, xml_file_row, xml_file_end },
};

const struct writer *writer_find(const char *format)
{
	for (size_t i = 0; i < COUNT_OF(writers); i++)
		if (strcmp(writers[i].format, format) == 0)
			return &writers[i];
	return NULL;
}

const struct writer *writer_next(size_t *cursor)
{
	return *cursor < COUNT_OF(writers) ? &writers[(*cursor)++] : NULL;
}
