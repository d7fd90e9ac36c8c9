/* SPDX-License-Identifier: MIT */
#include "image/read/scan.h"

#include "base/mem.h"

#include <inttypes.h>

void rd_scan_init(struct rd_scan *scan, struct rd_source *source, uint64_t block,
		  uint64_t length)
{
	scan->source = source;
	scan->block = block;
	scan->left = length;
	scan->at = 0;
	scan->loaded = false;
}

bool rd_record_split(const uint8_t *bytes, size_t room, struct rd_record *ret)
{
	size_t fixed;

	if (room < RD_RECORD_MIN || bytes[0] < RD_RECORD_MIN || bytes[0] > room)
		return false;
	wire_get(&rd_record_layout, bytes, rd_record_layout.size, &ret->head);
	fixed = 33u + ret->head.name_length;
	if (ret->head.name_length == 0 || fixed > ret->head.length)
		return false;
	ret->bytes = bytes;
	ret->name = bytes + 33;
	if (ret->head.name_length % 2 == 0 && fixed < ret->head.length)
		fixed++;
	ret->use = bytes + fixed;
	ret->use_length = ret->head.length - fixed;
	return true;
}

static void next_sector(struct rd_scan *scan)
{
	scan->block++;
	scan->left -= MIN(scan->left, BLOCK_SIZE);
	scan->at = 0;
	scan->loaded = false;
}

static imapi_status load(struct rd_scan *scan)
{
	const uint8_t *bytes;
	imapi_status status = rd_source_block(scan->source, scan->block, &bytes);

	if (IMAPI_FAILED(status))
		return status;
	memcpy(scan->sector, bytes, BLOCK_SIZE);
	scan->loaded = true;
	return IMAPI_OK;
}

static imapi_status bad_record(struct rd_scan *scan)
{
	imapi_status status =
		err_set(scan->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			"block %" PRIu64 ": the bytes at %" PRIu32 " are no directory record",
			scan->block, scan->at);

	err_at(scan->source->err, status, (int64_t)scan->block);
	next_sector(scan);
	return status;
}

imapi_status rd_scan_next(struct rd_scan *scan, struct rd_record *ret, bool *ret_more)
{
	while (scan->left > 0) {
		size_t end = (size_t)MIN(scan->left, BLOCK_SIZE);
		imapi_status status = scan->loaded ? IMAPI_OK : load(scan);

		if (IMAPI_FAILED(status)) {
			next_sector(scan);
			return status;
		}
		if (scan->at >= end || scan->sector[scan->at] == 0) {
			next_sector(scan);
			continue;
		}
		if (!rd_record_split(scan->sector + scan->at, end - scan->at, ret))
			return bad_record(scan);
		ret->block = scan->block;
		ret->offset = scan->at;
		scan->at += ret->head.length;
		*ret_more = true;
		return IMAPI_OK;
	}
	*ret_more = false;
	return IMAPI_OK;
}

bool rd_record_is_dot(const struct rd_record *record)
{
	return record->head.name_length == 1 && record->name[0] == 0;
}

bool rd_record_is_dotdot(const struct rd_record *record)
{
	return record->head.name_length == 1 && record->name[0] == 1;
}
