/* SPDX-License-Identifier: MIT */
/* What the kernel needs before a drive can be given to it. */
#ifndef TOOLS_KERNEL_MODULES_H
#define TOOLS_KERNEL_MODULES_H

/* Loads modules and mounts configfs as far as that works; what is missing shows later. */
void kernel_modules_load(void);

#endif
