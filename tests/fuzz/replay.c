/* SPDX-License-Identifier: MIT */
/* Gives files, or all files of folders, to a fuzz target, where there is no fuzzing engine. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size = 0, n;

	if (!f)
		return 0;
	do {
		data = realloc(data, size + 65536);
		if (!data)
			abort();
		n = fread(data + size, 1, 65536, f);
		size += n;
	} while (n > 0);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 1;
}

static int replay_folder(const char *path, DIR *dir)
{
	struct dirent *d;
	int count = 0;

	while ((d = readdir(dir))) {
		char name[4096];

		snprintf(name, sizeof(name), "%s/%s", path, d->d_name);
		if (d->d_name[0] != '.')
			count += replay_file(name);
	}
	return count;
}

int main(int argc, char **argv)
{
	int count = 0;

	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);

		count += dir ? replay_folder(argv[i], dir) : replay_file(argv[i]);
		if (dir)
			closedir(dir);
	}
	printf("%sok %d inputs\n", count ? "" : "not ", count);
	return count ? 0 : 1;
}
