/* The format csv; what it promises is in writer.h. */
#ifndef REPORT_WRITE_CSV_H
#define REPORT_WRITE_CSV_H
#include "report/value.h"
#include "report/writer.h"

int csv_begin(struct output *o, struct err *e) MUST_CHECK;
int csv_row(struct output *o, const struct report_row *r, struct err *e) MUST_CHECK;
int csv_end(struct output *o, struct err *e) MUST_CHECK;
#endif
