/* SPDX-License-Identifier: MIT */
/* A /sys that the test builds, below a folder of its own. */
#ifndef TESTS_TRANSPORT_FAKE_SYS_H
#define TESTS_TRANSPORT_FAKE_SYS_H

/* The folder; "" before fake_sys_make() and after fake_sys_remove(). */
extern char fake_root[64];

void fake_sys_make(void);
void fake_sys_remove(void);

/* Runs a shell command, which must succeed. */
void fake_run(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* @path is below /sys/devices and ends in H:C:T:L; @node is "block/sr0", or "" for none. */
void fake_device(const char *path, int type, const char *vendor, const char *model,
		 const char *node);

/* Takes a device away again, with its class entry. */
void fake_unplug(const char *path);

/* An attribute below /sys. */
void fake_attribute(const char *path, const char *text);

#endif
