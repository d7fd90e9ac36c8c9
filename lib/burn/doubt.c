/* SPDX-License-Identifier: MIT */
#include "burn/doubt.h"

#include "base/mem.h"

#include <inttypes.h>

#define ROUNDS 3 /* a doubtful piece is read that often before it is called bad */

/* A disc that is bad all over must come to an end: from here on one round has to do. */
#define TIME_IN_ALL (30 * 60 * (usec_t)USEC_PER_SEC)
/* Of which one by one; the rest of a unit is then told as a whole. */
#define SINGLES_MAX 4096u
#define SINGLES_TIME (10 * 60 * (usec_t)USEC_PER_SEC)

#define PATH_ROOM 1024
#define FASTEST 0xffff /* of SET CD SPEED */

static struct imapi_error *err_of(const struct doubt *d)
{
	return &d->readback->device->context->error;
}

imapi_status doubt_start(struct doubt *d, size_t most)
{
	d->spent = d->spent_singly = 0;
	d->slowed = false;
	d->singles = 0;
	d->unreadable = malloc(most);
	return d->unreadable ? IMAPI_OK : err_no_memory(err_of(d));
}

void doubt_done(struct doubt *d)
{
	free(d->unreadable);
	d->unreadable = NULL;
}

/* Asks for the lowest read speed, or the drive's own choice again; it may refuse either. */
static void set_speed(struct doubt *d, bool lowest)
{
	struct scsi_device *device = d->readback->device;
	struct imapi_error error = device->context->error;
	kbps_t single = media_single_kbps(d->family);
	struct mmc_streaming s = { .rdd = !lowest,
				   .end_lba = UINT32_MAX >> 1,
				   .read_size = single,
				   .read_time = 1000,
				   .write_size = single,
				   .write_time = 1000 };
	imapi_status status = IMAPI_E_NOTIMPL;

	d->slowed = lowest;
	if (d->family != MEDIA_CD)
		status = mmc_set_streaming(device, &s);
	if (IMAPI_FAILED(status))
		status = mmc_set_cd_speed(device, 0, lowest ? (uint16_t)single : FASTEST,
					  FASTEST);
	if (IMAPI_FAILED(status))
		log_debug(device->context, "setting the read speed: %s",
			  imapi_error_message(err_of(d)));
	device->context->error = error;
}

static bool is_unreadable(const struct doubt *d, uint32_t from, uint32_t to)
{
	return memchr(d->unreadable + from, true, to - from) != NULL;
}

static imapi_status read_part(struct doubt *d, const struct doubt_piece *p, uint32_t from,
			      uint32_t sectors)
{
	imapi_status status = readback_read(d->readback, p->lba + from, sectors,
					    p->data + (size_t)from * BLOCK_SIZE);
	bool failed = IMAPI_FAILED(status);

	if (failed && d->readback->fault != READBACK_MEDIUM)
		return status;
	memset(d->unreadable + from, failed, sectors);
	return IMAPI_OK;
}

/* Every unit that is in doubt. */
static imapi_status read_units(struct doubt *d, const struct doubt_piece *p)
{
	for (uint32_t at = 0; at < p->sectors; at += d->unit) {
		uint32_t n = MIN(d->unit, p->sectors - at);
		imapi_status status = IMAPI_OK;

		if (is_unreadable(d, at, at + n))
			status = read_part(d, p, at, n);
		if (IMAPI_FAILED(status))
			return status;
	}
	return IMAPI_OK;
}

static bool is_right(const struct doubt *d, const struct doubt_piece *p)
{
	return !is_unreadable(d, 0, p->sectors) && p->right(p->user, p->data);
}

static usec_t now_of(const struct doubt *d)
{
	return transport_now(d->readback->device->transport);
}

/* The sectors of units that could not be read, one by one. */
static imapi_status read_singly(struct doubt *d, const struct doubt_piece *p)
{
	usec_t started = now_of(d), limit = SINGLES_TIME - MIN(d->spent_singly, SINGLES_TIME);
	imapi_status status = IMAPI_OK;

	for (uint32_t i = 0; i < p->sectors && !IMAPI_FAILED(status); i++) {
		if (d->singles >= SINGLES_MAX || now_of(d) - started >= limit)
			break;
		if (!d->unreadable[i])
			continue;
		d->singles++;
		status = read_part(d, p, i, 1);
	}
	d->spent_singly += now_of(d) - started;
	return status;
}

static imapi_status read_again(struct doubt *d, const struct doubt_piece *p, bool *ret_right)
{
	unsigned rounds = d->spent < TIME_IN_ALL ? ROUNDS : 1;
	imapi_status status;

	for (unsigned i = 0; i < rounds; i++) {
		/* all of it could be read, and something in it is wrong */
		if (!is_unreadable(d, 0, p->sectors))
			memset(d->unreadable, true, p->sectors);
		if (i > 0 && i + 1 == rounds)
			set_speed(d, true);
		status = read_units(d, p);
		*ret_right = !IMAPI_FAILED(status) && is_right(d, p);
		if (IMAPI_FAILED(status) || *ret_right)
			return status;
	}
	status = d->unit > 1 ? read_singly(d, p) : IMAPI_OK;
	*ret_right = !IMAPI_FAILED(status) && is_right(d, p);
	return status;
}

imapi_status doubt_examine(struct doubt *d, const struct doubt_piece *p, bool *ret_right)
{
	usec_t started = now_of(d);
	imapi_status status;

	log_info(d->readback->device->context,
		 "LBA %" PRId64 ": reading %" PRIu32 " sectors again", p->lba, p->sectors);
	memset(d->unreadable, true, p->sectors);
	status = read_again(d, p, ret_right);
	if (d->slowed)
		set_speed(d, false);
	d->spent += now_of(d) - started;
	return status;
}

imapi_status doubt_list(const struct doubt *d, const struct doubt_piece *p,
			const uint8_t *source, const struct burn_settings *settings,
			struct ranges *bad)
{
	bool any = is_unreadable(d, 0, p->sectors);
	imapi_status status = IMAPI_OK;
	char path[PATH_ROOM];

	for (uint32_t i = 0; i < p->sectors && !IMAPI_FAILED(status); i++) {
		size_t at = (size_t)i * BLOCK_SIZE;
		bool differs =
			source ? memcmp(p->data + at, source + at, BLOCK_SIZE) != 0 : !any;
		bool named;

		if (!d->unreadable[i] && !differs)
			continue;
		named = settings->path &&
			settings->path(settings->path_user, p->first + i, path, sizeof(path));
		status = ranges_add(bad, p->lba + i, 1, d->unreadable[i], named ? path : NULL,
				    err_of(d));
	}
	return status;
}
