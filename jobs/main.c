#include "common/err.h"

int main(void)
{
	fprintf(stderr, "%s %s\n", PROGRAM_NAME, PROGRAM_VERSION);
	return err_exit_status(ERR_USAGE);
}
