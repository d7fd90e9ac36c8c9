/* SPDX-License-Identifier: MIT */
#include "burn/compare.h"

#include "base/mem.h"

#define PIECE (256u << 10)
#define PIECES 16
#define UNIT 16u /* sectors that are read together when something is wrong */

static struct imapi_error *err_of(const struct compare *c)
{
	return &c->device->context->error;
}

imapi_status compare_start(struct compare *c)
{
	imapi_status status;

	c->sectors = 0;
	readback_init(&c->readback, c->device);
	c->readback.trust_capacity = true;
	c->doubt =
		(struct doubt){ .readback = &c->readback, .family = c->family, .unit = UNIT };
	c->data = malloc(PIECE);
	if (!c->data)
		return err_no_memory(err_of(c));
	status = doubt_start(&c->doubt, PIECE / BLOCK_SIZE);
	if (IMAPI_FAILED(status))
		return status;
	return read_ahead_new(c->stream, (struct read_ahead_range){ 0, c->stream->length },
			      PIECE, PIECES, &c->ahead, err_of(c));
}

void compare_done(struct compare *c)
{
	c->ahead = read_ahead_free(c->ahead);
	free(c->data);
	c->data = NULL;
	doubt_done(&c->doubt);
	ranges_done(&c->bad);
}

struct expected {
	const uint8_t *source;
	size_t length;
};

static bool is_right(void *user, const uint8_t *data)
{
	const struct expected *e = user;

	return memcmp(data, e->source, e->length) == 0;
}

static imapi_status check_piece(struct compare *c, const uint8_t *source, uint32_t sectors)
{
	struct expected expected = { source, (size_t)sectors * BLOCK_SIZE };
	struct doubt_piece piece = { .lba = c->start + (int64_t)c->sectors,
				     .first = c->sectors,
				     .sectors = sectors,
				     .data = c->data,
				     .right = is_right,
				     .user = &expected };
	imapi_status status = readback_read(&c->readback, piece.lba, sectors, c->data);
	bool right = !IMAPI_FAILED(status) && is_right(&expected, c->data);

	if (right || (IMAPI_FAILED(status) && c->readback.fault != READBACK_MEDIUM))
		return status;
	status = doubt_examine(&c->doubt, &piece, &right);
	if (IMAPI_FAILED(status) || right)
		return status;
	return doubt_list(&c->doubt, &piece, source, c->settings, &c->bad);
}

imapi_status compare_step(struct compare *c, bool *ret_more)
{
	const uint8_t *source;
	size_t length;
	imapi_status status;
	uint32_t sectors;

	*ret_more = true;
	if (!read_ahead_wait(c->ahead))
		return IMAPI_OK;
	status = read_ahead_next(c->ahead, &source, &length, err_of(c));
	if (IMAPI_FAILED(status))
		return err_in(err_of(c), status, "reading what the disc is compared with");
	sectors = (uint32_t)(length / BLOCK_SIZE);
	if (sectors > 0)
		status = check_piece(c, source, sectors);
	c->sectors += sectors;
	*ret_more = sectors > 0 && c->sectors < c->stream->length / BLOCK_SIZE;
	return err_in(err_of(c), status, "reading the disc");
}
