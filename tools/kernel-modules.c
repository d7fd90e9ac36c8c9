/* SPDX-License-Identifier: MIT */
#include "kernel-modules.h"

#include <fcntl.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONFIG "/sys/kernel/config"

#define CONFIG_MAGIC 0x62656570 /* of the kind of file system, as statfs() tells it */

extern char **environ;

static void load(const char *module)
{
	char path[64], program[] = "modprobe", quiet[] = "-q", name[64];
	char *const argv[] = { program, quiet, name, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;

	snprintf(name, sizeof(name), "%s", module);
	snprintf(path, sizeof(path), "/sys/module/%.40s", module);
	if (access(path, F_OK) == 0)
		return;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, "modprobe", &actions, NULL, argv, environ) == 0)
		waitpid(pid, NULL, 0);
	posix_spawn_file_actions_destroy(&actions);
}

void kernel_modules_load(void)
{
	static const char *const modules[] = { "configfs", "target_core_user", "tcm_loop",
					       "sr_mod", "sg" };
	struct statfs fs;

	if (geteuid() != 0)
		return;
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		load(modules[i]);
	if (statfs(CONFIG, &fs) == 0 && fs.f_type != CONFIG_MAGIC &&
	    mount("configfs", CONFIG, "configfs", 0, NULL) < 0)
		perror(CONFIG);
}
