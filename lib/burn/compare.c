/* SPDX-License-Identifier: MIT */
#include "burn/compare.h"

#include "base/mem.h"

#define PIECE (256u << 10)
#define PIECES 16
#define UNIT 16u /* sectors that are read together when something is wrong */
#define ROUNDS 3

static struct imapi_error *err_of(const struct compare *c)
{
	return &c->device->context->error;
}

imapi_status compare_start(struct compare *c)
{
	c->sectors = 0;
	readback_init(&c->readback, c->device);
	c->data = malloc(PIECE);
	if (!c->data)
		return err_no_memory(err_of(c));
	return read_ahead_new(c->stream, (struct read_ahead_range){ 0, c->stream->length },
			      PIECE, PIECES, &c->ahead, err_of(c));
}

void compare_done(struct compare *c)
{
	c->ahead = read_ahead_free(c->ahead);
	free(c->data);
	c->data = NULL;
	ranges_done(&c->bad);
}

static imapi_status list_different(struct compare *c, const uint8_t *source, int64_t lba,
				   uint32_t sectors)
{
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < sectors && !IMAPI_FAILED(status); i++) {
		size_t at = (size_t)i * BLOCK_SIZE;

		if (memcmp(c->data + at, source + at, BLOCK_SIZE) != 0)
			status = ranges_add(&c->bad, lba + i, 1, false, NULL, err_of(c));
	}
	return status;
}

/* Reads a doubtful unit a few times before it is called bad. */
static imapi_status examine(struct compare *c, const uint8_t *source, int64_t lba,
			    uint32_t sectors)
{
	imapi_status status = IMAPI_OK;

	for (unsigned i = 0; i < ROUNDS; i++) {
		status = readback_read(&c->readback, lba, sectors, c->data);
		if (IMAPI_FAILED(status) && !c->readback.unreadable)
			return status;
		if (!IMAPI_FAILED(status) &&
		    memcmp(c->data, source, (size_t)sectors * BLOCK_SIZE) == 0)
			return IMAPI_OK;
	}
	if (IMAPI_FAILED(status))
		return ranges_add(&c->bad, lba, sectors, true, NULL, err_of(c));
	return list_different(c, source, lba, sectors);
}

static imapi_status check_piece(struct compare *c, const uint8_t *source, uint32_t sectors)
{
	int64_t lba = c->start + (int64_t)c->sectors;
	imapi_status status = readback_read(&c->readback, lba, sectors, c->data);

	if (!IMAPI_FAILED(status) && memcmp(c->data, source, (size_t)sectors * BLOCK_SIZE) == 0)
		return IMAPI_OK;
	if (IMAPI_FAILED(status) && !c->readback.unreadable)
		return status;
	status = IMAPI_OK;
	for (uint32_t at = 0; at < sectors && !IMAPI_FAILED(status); at += UNIT)
		status = examine(c, source + (size_t)at * BLOCK_SIZE, lba + at,
				 MIN(UNIT, sectors - at));
	return status;
}

imapi_status compare_step(struct compare *c, bool *ret_more)
{
	const uint8_t *source;
	size_t length;
	imapi_status status = read_ahead_next(c->ahead, &source, &length, err_of(c));
	uint32_t sectors;

	if (IMAPI_FAILED(status))
		return err_in(err_of(c), status, "reading what the disc is compared with");
	sectors = (uint32_t)(length / BLOCK_SIZE);
	if (sectors > 0)
		status = check_piece(c, source, sectors);
	c->sectors += sectors;
	*ret_more = sectors > 0 && c->sectors < c->stream->length / BLOCK_SIZE;
	return err_in(err_of(c), status, "reading the disc");
}
