/* SPDX-License-Identifier: MIT */
#include "fake-sys.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char fake_root[64];

void fake_run(const char *format, ...)
{
	char command[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	ck_assert_int_eq(system(command), 0);
}

void fake_sys_make(void)
{
	strcpy(fake_root, "/tmp/imapi-sysfs-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fake_root));
}

void fake_sys_remove(void)
{
	fake_run("rm -rf %s", fake_root);
	fake_root[0] = '\0';
}

void fake_device(const char *path, int type, const char *vendor, const char *model,
		 const char *node)
{
	const char *address = strrchr(path, '/') + 1;

	fake_run("cd %s; d=sys/devices/%s; mkdir -p $d sys/class/scsi_device/%s "
		 "sys/class/block && "
		 "echo %d >$d/type && echo '%s' >$d/vendor && echo '%s' >$d/model && "
		 "echo '1.00' >$d/rev && ln -s ../../../devices/%s "
		 "sys/class/scsi_device/%s/device",
		 fake_root, path, address, type, vendor, model, path, address);
	if (node[0])
		fake_run("mkdir -p %s/sys/devices/%s/%s", fake_root, path, node);
	if (!strncmp(node, "block/", 6))
		fake_run("ln -s ../../devices/%s/%s %s/sys/class/block/", path, node,
			 fake_root);
}

void fake_unplug(const char *path)
{
	fake_run("cd %s/sys; for b in devices/%s/block/*; do rm -f class/block/${b##*/}; done; "
		 "rm -r devices/%s class/scsi_device/%s",
		 fake_root, path, path, strrchr(path, '/') + 1);
}

void fake_attribute(const char *path, const char *text)
{
	fake_run("f=%s/sys/%s; mkdir -p ${f%%/*} && echo '%s' >$f", fake_root, path, text);
}
