/* SPDX-License-Identifier: MIT */
#include "bad-range.h"

#include "json.h"

#include <string.h>

#define LOOKED_UP 4096 /* sectors of a bad range, at most */
#define PATHS 8	       /* that are named per range */

json_t *bad_range_paths(const struct imapi_bad_range *range, struct imapi_image_reader *reader)
{
	uint64_t count = range->sectors < LOOKED_UP ? range->sectors : LOOKED_UP;
	char path[4096], last[4096] = "";
	json_t *paths = json_array();

	if (range->path[0])
		json_array_append_new(paths, json_text(range->path));
	for (uint64_t i = 0; reader && i < count && json_array_size(paths) < PATHS; i++) {
		if (imapi_image_reader_path_of_block(reader, (uint64_t)range->start_lba + i,
						     path, sizeof(path)) != IMAPI_OK ||
		    !strcmp(path, last))
			continue;
		json_array_append_new(paths, json_text(path));
		strcpy(last, path);
	}
	return paths;
}
