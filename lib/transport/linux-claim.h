/* SPDX-License-Identifier: MIT */
/*
 * A claim on a drive: a name in the kernel's list of local sockets that one process at a time
 * can have. Nobody needs rights for it, no file stays, and it is gone with its process.
 */
#ifndef LIB_TRANSPORT_LINUX_CLAIM_H
#define LIB_TRANSPORT_LINUX_CLAIM_H

#include "imapi/transport.h"

#include <stdbool.h>

struct claim {
	int lock, label; /* sockets, or -1 */
};

#define CLAIM_INIT                                                                             \
	{                                                                                      \
		-1, -1                                                                         \
	}

/* Claims the drive @key. False if another process, or another claim of this one, has it. */
bool claim_take(struct claim *claim, const char *key, const char *client);
void claim_drop(struct claim *claim);

/* A socket to ask claim_exists() with; -1 if there can be none. */
int claim_probe_new(void);
bool claim_exists(int probe, const char *key);

/* Whose claim it is, from the list below @root; false if the list does not say. */
bool claim_find_owner(const char *root, const char *key,
		      struct imapi_exclusive_owner *ret_owner);

#endif
