/*
 * The wire: SFTP and HTTPS through libcurl, for fetch.c.
 *
 *     net_open(&n, c, source, e)      keys, passwords and files are there, mode 0600
 *     net_list(&n, &list, e)          what lies in the folder
 *     net_get(&n, &remote, fd, e)     one file, from where fd's file ends
 *     net_remove() net_move()         SFTP
 *     net_close(&n)
 *
 * The host's key must stand in the known-hosts file, a certificate is always verified, TLS is
 * 1.2 or newer, no redirect is followed, no other protocol spoken; none of that can be switched
 * off. What fails for now is tried again, with a wait that doubles. Errors: ERR_UNAVAILABLE (not
 * reached, cut, too slow, busy), ERR_NOPERM (who we are, or who they are, was not accepted),
 * ERR_DATA (what they have is not as it must be), ERR_CONFIG (a file of ours is not there). No
 * error holds a password or a user name.
 */
#ifndef FETCH_NET_H
#define FETCH_NET_H
#include <curl/curl.h>

#include "extract/fetch_source.h"

enum { FETCH_SECRET = 256, FETCH_LIST_MAX = 10000 };

struct net {
	struct ctx *c;
	const struct fetch_source *s;
	CURL *curl;
	bool global;
	bool refused; /* the last error concerns the source, whatever the file */
	char password[FETCH_SECRET], passphrase[FETCH_SECRET];
	char said[CURL_ERROR_SIZE];
};

struct remote {
	const char *name;
	int64_t size;       /* -1: not known before it is here */
	const char *stamp;  /* how this version is known again; "" not at all */
	const char *sha256; /* as the index says, or NULL */
	bool guessed;       /* the name follows from a pattern: it need not be there */
	bool removed;       /* by us, since it was listed */
	curl_off_t changed; /* when, in seconds since 1970, once it is here; -1: not known */
};

struct remote_list {
	struct remote *files; /* by name */
	size_t n;
	size_t refused; /* names that are none: ->bad has the first of them */
	const char *bad, *why;
};

int net_open(struct net *n, struct ctx *c, const struct fetch_source *s, struct err *e) MUST_CHECK;
void net_close(struct net *n); /* for CLEANUP; wipes the secrets */

int net_list(struct net *n, struct remote_list *ret, struct err *e) MUST_CHECK;

enum net_got { NET_GOT, NET_SAME, NET_NOT_THERE };
/*
 * r->stamp of a file known from before goes along as a condition when `known`: then NET_SAME. On
 * NET_GOT r->stamp and r->size are those of what came.
 */
int net_get(struct net *n, struct remote *r, bool known, int fd, enum net_got *ret,
        struct err *e) MUST_CHECK;
/* Reaches the server and asks, without fetching: how many files it lists. */
int net_probe(struct net *n, size_t *ret, struct err *e) MUST_CHECK;
int net_remove(struct net *n, const char *name, struct err *e) MUST_CHECK;
int net_move(struct net *n, const char *name, struct err *e) MUST_CHECK;
#endif
