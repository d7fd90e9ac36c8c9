/* SPDX-License-Identifier: MIT */
/* Whose a target is: its name tells the process that serves it, so that leftovers are known. */
#ifndef LIB_TCMU_IDENTITY_H
#define LIB_TCMU_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#define IDENTITY_ROOM 24

/* A process: its number, and when it began, because numbers come again. */
struct identity {
	uint32_t pid;
	uint64_t start; /* as in /proc/PID/stat, ticks since the machine started */
	uint16_t index; /* of the target, among those of the process */
};

/* The identity of this process; index 0. */
struct identity identity_own(void);

/* 20 hexadecimal digits, and back; false if @text is no such thing. */
void identity_print(const struct identity *identity, char text[IDENTITY_ROOM]);
bool identity_read(const char *text, struct identity *ret_identity);

/* The process is still there. */
bool identity_lives(const struct identity *identity);

#endif
