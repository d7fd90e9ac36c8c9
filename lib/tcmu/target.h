/* SPDX-License-Identifier: MIT */
/* The kernel's half of a drive that a program serves: a TCMU device and its ring. */
#ifndef LIB_TCMU_TARGET_H
#define LIB_TCMU_TARGET_H

#include "tcmu/identity.h"
#include "tcmu/steps.h"

#include <stdint.h>

#define TARGET_PREFIX "imapi-"

struct target {
	const char *root; /* what all paths begin with: "" on this machine */
	struct identity identity;
	char name[sizeof(TARGET_PREFIX) + IDENTITY_ROOM];
	char folder[STEP_PATH]; /* in configfs */
};

struct target_settings {
	const char *label;    /* for people who look into configfs */
	uint32_t timeout_s;   /* the kernel gives up on a command after it; 0: never */
	uint32_t transfer_kb; /* of one command, at most */
};

/* A mapped ring and the file that rings its bell. */
struct target_ring {
	int fd; /* -1: none */
	void *map;
	size_t size;
};

/* Where all targets of this library lie. */
void target_home(const char *root, char path[STEP_PATH]);

void target_name(struct target *target, const char *root, const struct identity *identity);

/* Makes a target that is not there yet, after counting its index up. */
imapi_status target_make(struct imapi_error *err, struct target *target,
			 const struct target_settings *settings);

/*
 * Maps the ring. IMAPI_E_RECORDER_LOCKED if a program serves it already;
 * IMAPI_E_DEV_NOT_EXIST if it was never set going.
 */
imapi_status target_open_ring(struct imapi_error *err, const struct target *target,
			      struct target_ring *ret_ring);
void target_close_ring(struct target_ring *ring);

/* After its ring is closed and no LUN refers to it. */
void target_remove(const struct target *target);

#endif
