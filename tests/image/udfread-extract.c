/* SPDX-License-Identifier: MIT */
/* Extracts an image by libudfread: udfread-extract IMAGE FOLDER. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <udfread/udfread.h>

static int extract_file(udfread *udf, const char *path, const char *to)
{
	static char bytes[1 << 20];
	UDFFILE *in = udfread_file_open(udf, path);
	FILE *out = fopen(to, "wb");
	ssize_t n = -1;

	while (in && out && (n = udfread_file_read(in, bytes, sizeof(bytes))) > 0)
		if (fwrite(bytes, 1, (size_t)n, out) != (size_t)n)
			n = -1;
	if (in)
		udfread_file_close(in);
	if (out && fclose(out) != 0)
		n = -1;
	if (n != 0)
		fprintf(stderr, "%s cannot be read\n", path);
	return n != 0;
}

static int extract_directory(udfread *udf, const char *path, const char *to)
{
	UDFDIR *dir = udfread_opendir(udf, path);
	struct udfread_dirent entry;
	int bad = !dir;

	mkdir(to, 0777);
	while (dir && udfread_readdir(dir, &entry)) {
		char below[PATH_MAX], host[PATH_MAX];

		if (!strcmp(entry.d_name, ".") || !strcmp(entry.d_name, ".."))
			continue;
		snprintf(below, sizeof(below), "%s/%s", path[1] ? path : "", entry.d_name);
		snprintf(host, sizeof(host), "%s/%s", to, entry.d_name);
		bad |= entry.d_type == UDF_DT_DIR ? extract_directory(udf, below, host)
						  : extract_file(udf, below, host);
	}
	if (dir)
		udfread_closedir(dir);
	return bad;
}

int main(int argc, char **argv)
{
	udfread *udf = udfread_init();

	if (argc != 3 || !udf || udfread_open(udf, argv[1]) < 0)
		return EXIT_FAILURE;
	return extract_directory(udf, "/", argv[2]) ? EXIT_FAILURE : EXIT_SUCCESS;
}
