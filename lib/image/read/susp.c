/* SPDX-License-Identifier: MIT */
#include "image/read/susp.h"

#include "base/mem.h"

#include <inttypes.h>

void rd_susp_init(struct rd_susp *susp, struct rd_source *source, const uint8_t *use,
		  size_t length, uint64_t block)
{
	susp->source = source;
	susp->at = use;
	susp->left = length;
	susp->block = block;
	susp->has_next = false;
	susp->areas = 0;
}

static imapi_status bad(struct rd_susp *susp, const char *clause, const char *what)
{
	imapi_status status =
		err_set(susp->source->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			"block %" PRIu64 ": system use area: %s", susp->block, what);

	susp->clause = clause;
	susp->fault = what;
	return err_at(susp->source->err, status, (int64_t)susp->block);
}

/* Goes to the continuation area that CE named. */
static imapi_status follow(struct rd_susp *susp)
{
	const struct rd_ce ce = susp->next;
	const uint8_t *bytes;
	imapi_status status;

	susp->has_next = false;
	if (++susp->areas > RD_CONTINUATIONS_MAX)
		return bad(susp, "SUSP 5.1", "the continuation areas form a loop");
	if (ce.offset > BLOCK_SIZE || ce.length > BLOCK_SIZE - ce.offset)
		return bad(susp, "SUSP 5.1", "a continuation area leaves its block");
	status = rd_source_block(susp->source, ce.block, &bytes);
	if (IMAPI_FAILED(status)) {
		susp->clause = "SUSP 5.1";
		susp->fault = "a continuation area is not in the image";
		return err_in(susp->source->err, status, "continuation area");
	}
	memcpy(susp->area, bytes + ce.offset, ce.length);
	susp->at = susp->area;
	susp->left = ce.length;
	susp->block = ce.block;
	return IMAPI_OK;
}

/* True if nothing but the end of the area is left: fewer than four bytes, or padding. */
static bool at_end(const struct rd_susp *susp)
{
	return susp->left < 4 || (susp->at[0] == 0 && susp->at[1] == 0);
}

static imapi_status note_continuation(struct rd_susp *susp, const struct rd_susp_entry *entry)
{
	if (entry->length < rd_ce_layout.size)
		return bad(susp, "SUSP 5.1", "a CE entry is too short");
	if (susp->has_next)
		return bad(susp, "SUSP 5.1", "two CE entries in one area");
	wire_get(&rd_ce_layout, entry->bytes, entry->length, &susp->next);
	susp->has_next = true;
	return IMAPI_OK;
}

imapi_status rd_susp_next(struct rd_susp *susp, struct rd_susp_entry *ret, bool *ret_more)
{
	while (at_end(susp)) {
		imapi_status status;

		susp->left = 0;
		*ret_more = susp->has_next;
		if (!susp->has_next)
			return IMAPI_OK;
		status = follow(susp);
		if (IMAPI_FAILED(status))
			return status;
	}
	*ret_more = true;
	if (susp->at[2] < 4 || susp->at[2] > susp->left) {
		susp->left = 0;
		return bad(susp, "SUSP 4.1", "the length of an entry is wrong");
	}
	ret->bytes = susp->at;
	ret->length = susp->at[2];
	ret->version = susp->at[3];
	ret->block = susp->block;
	susp->at += ret->length;
	susp->left -= ret->length;
	if (rd_susp_is(ret, "ST"))
		susp->left = 0;
	return rd_susp_is(ret, "CE") ? note_continuation(susp, ret) : IMAPI_OK;
}
