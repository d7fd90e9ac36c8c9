/* SPDX-License-Identifier: MIT */
#include "burn/history.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "close-times"
#define FILE_MAX (256u << 10)
#define LINE_MAX_BYTES 160
#define SAMPLES 64
#define TWO_YEARS (2 * 366 * 86400ll)
#define LONGEST_MS (7ull * 86400 * 1000)

/* Speeds within a third of each other are one speed. */
static unsigned bucket(kbps_t speed)
{
	unsigned n = 0;

	for (uint64_t limit = 100; limit < speed; limit = limit * 4 / 3)
		n++;
	return n;
}

static void put_trimmed(char *to, const char *from, size_t size)
{
	while (size > 0 && (from[size - 1] == ' ' || from[size - 1] == 0))
		size--;
	for (size_t i = 0; i < size; i++)
		to[i] = from[i] > ' ' && from[i] < 127 ? from[i] : '_';
	to[size] = 0;
}

struct history_key history_key_make(const struct inquiry *drive, uint16_t profile, kbps_t speed,
				    enum imapi_operation operation)
{
	char vendor[9], product[17], revision[5];
	struct history_key key;

	put_trimmed(vendor, drive->vendor, sizeof(drive->vendor));
	put_trimmed(product, drive->product, sizeof(drive->product));
	put_trimmed(revision, drive->revision, sizeof(drive->revision));
	snprintf(key.text, sizeof(key.text), "%s/%s/%s/%04x/s%u/o%u", vendor, product, revision,
		 profile, bucket(speed), (unsigned)operation);
	return key;
}

static char *path_in(const char *folder, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

static FILE *open_file(const char *folder, const char *name, const char *mode)
{
	AUTOFREE char *path = path_in(folder, name);

	return path ? fopen(path, mode) : NULL;
}

/* "key<TAB>ms<TAB>time"; false for anything else. */
static bool parse(char *line, const struct history_key *key, uint64_t *ret_ms, int64_t *ret_at)
{
	size_t n = strlen(key->text);
	int used = 0;

	if (strncmp(line, key->text, n) != 0 || line[n] != '\t')
		return false;
	if (strspn(line + n + 1, "0123456789") > 12)
		return false;
	return sscanf(line + n, "\t%" SCNu64 "\t%" SCNd64 "%n", ret_ms, ret_at, &used) == 2 &&
	       line[n + (size_t)used] == '\n' && *ret_ms <= LONGEST_MS;
}

static int shorter_first(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static struct history_times sum_up(uint64_t *ms, unsigned count)
{
	struct history_times times = { .count = count };

	if (count == 0)
		return times;
	qsort(ms, count, sizeof(*ms), shorter_first);
	times.median = ms[count / 2] * USEC_PER_MSEC;
	times.p95 = ms[(count * 95 + 99) / 100 - 1] * USEC_PER_MSEC;
	return times;
}

struct history_times history_read(const char *folder, const struct history_key *key,
				  int64_t now)
{
	FILE *file = folder ? open_file(folder, FILE_NAME, "re") : NULL;
	uint64_t ms[SAMPLES], value;
	char line[LINE_MAX_BYTES];
	unsigned found = 0;
	int64_t at;

	if (!file)
		return (struct history_times){ 0 };
	while (fgets(line, sizeof(line), file)) {
		if (!parse(line, key, &value, &at) || at > now + 86400 || now - at > TWO_YEARS)
			continue;
		ms[found++ % SAMPLES] = value;
	}
	fclose(file);
	return sum_up(ms, MIN(found, (unsigned)SAMPLES));
}

static bool make_folders(const char *folder)
{
	AUTOFREE char *path = strdup(folder);

	if (!path)
		return false;
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = 0;
		mkdir(path, 0700);
		*p = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool copy_newer_half(FILE *from, FILE *to)
{
	char line[LINE_MAX_BYTES];

	fseek(from, FILE_MAX / 2, SEEK_SET);
	fgets(line, sizeof(line), from); /* half a line */
	while (fgets(line, sizeof(line), from))
		fputs(line, to);
	return !ferror(from) && !ferror(to);
}

/* The newer half takes the place of the whole; what fails leaves the file as it is. */
static void shrink(const char *folder)
{
	AUTOFREE char *path = path_in(folder, FILE_NAME);
	AUTOFREE char *fresh = path_in(folder, FILE_NAME ".new");
	FILE *from = path ? fopen(path, "re") : NULL, *to = from ? fopen(fresh, "we") : NULL;
	bool good = from && to && copy_newer_half(from, to);

	if (from)
		fclose(from);
	if (to && (fclose(to) != 0 || !good || rename(fresh, path) != 0))
		unlink(fresh);
}

imapi_status history_add(const char *folder, const struct history_key *key, usec_t duration,
			 int64_t now, struct imapi_error *err)
{
	char line[LINE_MAX_BYTES];
	int n = snprintf(line, sizeof(line), "%s\t%" PRIu64 "\t%" PRId64 "\n", key->text,
			 duration / USEC_PER_MSEC, now);
	AUTOFREE char *path = path_in(folder, FILE_NAME);
	struct stat st = { 0 };
	bool written;
	int fd;

	if (!path)
		return err_no_memory(err);
	make_folders(folder);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	written = fd >= 0 && write(fd, line, (size_t)n) == n && fstat(fd, &st) == 0;
	if (!written)
		err_errno(err, IMAPI_E_FILE_WRITE_FAILURE, errno, "%s", path);
	if (fd >= 0)
		close(fd);
	if (!written)
		return IMAPI_E_FILE_WRITE_FAILURE;
	if (st.st_size > (off_t)FILE_MAX)
		shrink(folder);
	return IMAPI_OK;
}
