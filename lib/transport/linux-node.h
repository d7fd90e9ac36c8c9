/* SPDX-License-Identifier: MIT */
/* The two device nodes of one drive, /dev/srN and /dev/sgN, and what sysfs says of them. */
#ifndef LIB_TRANSPORT_LINUX_NODE_H
#define LIB_TRANSPORT_LINUX_NODE_H

#include "imapi/transport.h"

#include <sys/stat.h>

struct drive_node {
	const char *root;      /* what stands before /sys and /proc; "" but for tests */
	dev_t block, generic;  /* 0 if there is none, or none is known */
	char block_path[40];   /* a path that opens the block node, or "" */
	char generic_path[40]; /* the same of the generic one */
	char key[32];	       /* names the drive on this machine: "b11:0" */
};

/* Finds both nodes of the drive whose one node, @path, is described by @info. */
void drive_node_find(struct drive_node *node, const char *root, const char *path,
		     const struct stat *info);

/* Bus, alignment and segments from sysfs, as far as it tells. */
void drive_node_facts(const struct drive_node *node, struct imapi_transport_facts *ret_facts);

#endif
