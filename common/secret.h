/*
 * Secrets: keys, passphrases, passwords. They come from files, never from a setting, and their
 * content never reaches a message.
 *
 * A file must be a regular one, no link, owned by who runs the program or by root, and closed to
 * everybody else (0600). systemd's credentials (LoadCredential=) go before the file: it hands
 * them over as 0400, or 0440 with an access list.
 *
 * The caller wipes what it read: secret_wipe().
 *
 * Errors: ERR_NOPERM (open to others, a link, another's), ERR_CONFIG (not there, too large).
 */
#ifndef SECRET_H
#define SECRET_H
#include "common/base.h"
#include "common/err.h"

/* The bytes of the file, at most max - 1 of them. `what` is its name in messages: "key file". */
int secret_read(const char *path, const char *what, char *out, size_t max, size_t *ret_len,
        struct err *e) MUST_CHECK;

struct secret_place {
	const char *credential; /* name below $CREDENTIALS_DIRECTORY */
	const char *workspace;  /* a relative file is below it; NULL: as it stands */
	const char *file;       /* as in the setting; "": none */
	const char *what;       /* in messages: "passphrase file" */
};
/* One line of text without its end: 1 read, 0 neither credential nor file is given, -1 failed. */
int secret_line(const struct secret_place *p, char *out, size_t max, struct err *e) MUST_CHECK;
void secret_wipe(void *p, size_t n);
#endif
