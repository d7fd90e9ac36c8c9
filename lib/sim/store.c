/* SPDX-License-Identifier: MIT */
#include "sim/store.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/write-all.h"
#include "sim/packets.h"
#include "sim/sheets.h"
#include "sim/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char label_magic[16] = "libimapi disc\r\n";

struct sim_store {
	struct sheets *sheets; /* NULL: they are in the file, or thrown away */
	int fd;
	bool lasting, discard;
	unsigned slot; /* the one that holds the state */
	uint64_t generation;
};

struct sim_store *store_free(struct sim_store *store)
{
	if (store && store->fd >= 0)
		close(store->fd);
	if (store)
		sheets_free(store->sheets);
	free(store);
	return NULL;
}

static void close_store(struct sim_store **store)
{
	store_free(*store);
}

static struct sim_store *new_store(bool discard)
{
	struct sim_store *store = zalloc(sizeof(*store));

	if (store) {
		store->fd = -1;
		store->discard = discard;
	}
	return store;
}

static off_t offset_of(const struct sim_store *store, uint32_t lba)
{
	return (store->lasting ? (off_t)STORE_DATA : 0) + (off_t)lba * BLOCK_SIZE;
}

/* Reads what there is; what lies beyond the end of the file is zero. */
static bool read_all(int fd, void *data, size_t length, off_t offset)
{
	uint8_t *p = data;

	while (length > 0) {
		ssize_t n = pread(fd, p, length, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0) {
			memset(p, 0, length);
			break;
		}
		p += n;
		offset += n;
		length -= (size_t)n;
	}
	return true;
}

bool store_read(struct sim_store *store, uint32_t lba, void *data, uint32_t blocks)
{
	size_t length = (size_t)blocks * BLOCK_SIZE;

	if (store->sheets)
		sheets_read(store->sheets, lba, data, blocks);
	else if (!store->discard)
		return read_all(store->fd, data, length, offset_of(store, lba));
	else
		memset(data, 0, length);
	return true;
}

bool store_write(struct sim_store *store, uint32_t lba, const void *data, uint32_t blocks)
{
	if (store->discard)
		return true;
	if (store->sheets)
		return sheets_write(store->sheets, lba, data, blocks);
	return write_all_at(store->fd, data, (size_t)blocks * BLOCK_SIZE,
			    offset_of(store, lba));
}

bool store_zero(struct sim_store *store, uint32_t lba, uint32_t blocks)
{
	off_t at = offset_of(store, lba), length = (off_t)blocks * BLOCK_SIZE;

	if (store->sheets)
		sheets_forget(store->sheets, lba, blocks);
	if (store->discard || store->sheets)
		return true;
	/* Nothing was ever written here, or it was forgotten; holes read as zeroes. */
	return fallocate(store->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, length) ==
		       0 ||
	       errno == EOPNOTSUPP;
}

bool store_written(const struct sim_store *store, uint32_t lba, uint32_t blocks)
{
	off_t at = offset_of(store, lba), end = at + (off_t)blocks * BLOCK_SIZE, data;

	if (store->discard)
		return false;
	if (store->sheets)
		return sheets_written(store->sheets, lba, blocks);
	data = lseek(store->fd, at, SEEK_DATA);
	return data >= 0 && data < end;
}

bool store_save(struct sim_store *store, const struct sim_disc *disc)
{
	size_t length = slot_length(disc);
	AUTOFREE uint8_t *bytes = store->lasting ? zalloc(length) : NULL;
	unsigned spare = !store->slot;

	if (!store->lasting)
		return true;
	if (!bytes || length > SLOT_SIZE)
		return false;
	slot_encode(disc, store->generation + 1, bytes);
	if (!write_all_at(store->fd, bytes, length, SLOT_OFFSET + (off_t)spare * SLOT_SIZE))
		return false;
	store->slot = spare;
	store->generation++;
	return true;
}

imapi_status store_blank(struct imapi_context *context, const struct sim_medium *medium,
			 uint32_t capacity, bool discard, struct sim_disc **ret_disc)
{
	CLEANUP(close_store) struct sim_store *store = new_store(discard);
	struct sim_disc *disc;

	if (!store)
		return err_no_memory(&context->error);
	if (!discard)
		store->sheets = sheets_new(capacity);
	if (!discard && !store->sheets)
		return err_no_memory(&context->error);
	disc = disc_new(medium, capacity, 0x53494d00, store);
	if (!disc)
		return err_no_memory(&context->error);
	store = NULL;
	*ret_disc = disc;
	return IMAPI_OK;
}

static bool write_label(int fd, const struct sim_disc *disc)
{
	uint8_t bytes[LABEL_SIZE] = { 0 };
	struct store_label label = { .version = LABEL_VERSION,
				     .sector_size = BLOCK_SIZE,
				     .data_offset = STORE_DATA,
				     .slot_offset = SLOT_OFFSET,
				     .slot_size = SLOT_SIZE,
				     .capacity = disc->whole,
				     .id = disc->id };

	memcpy(label.magic, label_magic, sizeof(label.magic));
	strncpy(label.medium, disc->medium->name, sizeof(label.medium) - 1);
	wire_put(&wire_store_label, &label, bytes);
	label.checksum = digest_of(bytes, sizeof(bytes)).low;
	wire_put(&wire_store_label, &label, bytes);
	return write_all_at(fd, bytes, sizeof(bytes), 0);
}

static void free_disc(struct sim_disc **disc)
{
	disc_free(*disc);
}

imapi_status store_create(struct imapi_context *context, const char *path,
			  const struct sim_medium *medium, uint32_t capacity)
{
	CLEANUP(close_store) struct sim_store *store = new_store(false);
	CLEANUP(free_disc) struct sim_disc *disc = NULL;
	struct sim_store *kept = store;
	uint32_t id = (uint32_t)digest_of(path, strlen(path)).low;

	if (!store)
		return err_no_memory(&context->error);
	store->lasting = true;
	store->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (store->fd < 0)
		return err_errno(&context->error, IMAPI_E_FILE_OPEN_FAILURE, errno,
				 "making the disc file \"%s\"", path);
	/* Room for the state comes first: it must not fail when the sectors have filled the
	 * disk. */
	if (fallocate(store->fd, 0, 0, SLOT_OFFSET + 2 * SLOT_SIZE) < 0 && errno == ENOSPC) {
		unlink(path);
		return err_errno(&context->error, IMAPI_E_FILE_WRITE_FAILURE, ENOSPC,
				 "making the disc file \"%s\"", path);
	}
	disc = disc_new(medium, capacity, id, STEAL(store));
	if (disc && write_label(kept->fd, disc) && store_save(kept, disc))
		return IMAPI_OK;
	if (!disc)
		store_free(kept);
	unlink(path);
	return err_set(&context->error, IMAPI_E_FILE_WRITE_FAILURE,
		       "the disc file \"%s\" could not be written", path);
}

static imapi_status invalid(struct imapi_context *context, const char *path, const char *what)
{
	err_set(&context->error, IMAPI_E_SIM_DISC_INVALID, "\"%s\": %s", path, what);
	return err_advise(&context->error, IMAPI_E_SIM_DISC_INVALID,
			  "Make a disc file with 'imapi sim new MEDIUM FILE'.");
}

/* Checks the label; what is wrong with it, or NULL. */
static const char *read_label(int fd, struct store_label *ret_label)
{
	uint8_t bytes[LABEL_SIZE];
	struct store_label label;
	uint64_t sum;

	if (!read_all(fd, bytes, sizeof(bytes), 0))
		return "cannot be read";
	wire_get(&wire_store_label, bytes, sizeof(bytes), &label);
	if (memcmp(label.magic, label_magic, sizeof(label.magic)) != 0)
		return "is not a disc file";
	sum = label.checksum;
	memset(bytes + 72, 0, 8);
	if (digest_of(bytes, sizeof(bytes)).low != sum)
		return "the label of the disc file is damaged";
	if (label.version != LABEL_VERSION || label.sector_size != BLOCK_SIZE ||
	    label.data_offset != STORE_DATA || label.slot_offset != SLOT_OFFSET ||
	    label.slot_size != SLOT_SIZE)
		return "is a disc file of a version that is not known";
	label.medium[sizeof(label.medium) - 1] = '\0';
	*ret_label = label;
	return NULL;
}

/* Reads a slot into @bytes; false if it is not valid. */
static bool read_slot(int fd, unsigned number, uint8_t *bytes, struct store_slot *ret_slot)
{
	return read_all(fd, bytes, SLOT_SIZE, SLOT_OFFSET + (off_t)number * SLOT_SIZE) &&
	       slot_check(bytes, ret_slot);
}

/* Reads the newer valid slot into @disc. */
static bool read_state(struct sim_store *store, struct sim_disc *disc)
{
	AUTOFREE uint8_t *bytes = malloc(SLOT_SIZE);
	struct store_slot slot[2];
	bool valid[2];
	unsigned best;

	if (!bytes)
		return false;
	for (unsigned i = 0; i < 2; i++)
		valid[i] = read_slot(store->fd, i, bytes, &slot[i]);
	if (!valid[0] && !valid[1])
		return false;
	best = !valid[0] || (valid[1] && slot[1].generation > slot[0].generation);
	if (!read_slot(store->fd, best, bytes, &slot[best]))
		return false;
	store->slot = best;
	store->generation = slot[best].generation;
	return slot_decode(disc, &slot[best], bytes);
}

/*
 * The program that wrote the disc may have been killed. What the drive had taken is on the
 * disc, up to a whole ECC unit; a track at once lacks its end and does not go on.
 */
static void recover(struct sim_disc *disc)
{
	bool changed = false;

	for (size_t i = 0; i < disc->count; i++) {
		struct sim_track *track = &disc->tracks[i];
		uint32_t nwa = track->nwa;
		bool damaged = track->damaged;

		if (!disc_continues(disc, track) || (nwa == track->start && !damaged))
			continue;
		disc_pad(disc, track);
		packets_end(disc, track);
		track->cut_off = disc->medium->sync_ends && !track->packets;
		track->damaged |= track->cut_off;
		changed |= track->nwa != nwa || track->damaged != damaged;
	}
	/* nobody has gone on with the format meanwhile */
	if (disc->background == BACKGROUND_RUNNING) {
		disc->background = BACKGROUND_SUSPENDED;
		changed = true;
	}
	if (changed)
		disc_save(disc);
}

static imapi_status open_file(struct imapi_context *context, const char *path,
			      struct sim_store *store)
{
	store->lasting = true;
	store->fd = open(path, O_RDWR | O_CLOEXEC);
	if (store->fd < 0) {
		err_errno(&context->error, IMAPI_E_FILE_OPEN_FAILURE, errno,
			  "opening the disc file \"%s\"", path);
		return err_advise(
			&context->error, IMAPI_E_FILE_OPEN_FAILURE,
			"Make a disc file with 'imapi sim new MEDIUM FILE'; 'imapi sim "
			"media' lists the media.");
	}
	if (flock(store->fd, LOCK_EX | LOCK_NB) == 0)
		return IMAPI_OK;
	return err_set(&context->error, IMAPI_E_RECORDER_LOCKED,
		       "the disc file \"%s\" is in another drive", path);
}

imapi_status store_open(struct imapi_context *context, const char *path, bool discard,
			struct sim_disc **ret_disc)
{
	CLEANUP(close_store) struct sim_store *store = new_store(discard);
	CLEANUP(free_disc) struct sim_disc *disc = NULL;
	const struct sim_medium *medium;
	struct store_label label;
	const char *problem;
	imapi_status status;

	if (!store)
		return err_no_memory(&context->error);
	status = open_file(context, path, store);
	if (status)
		return status;
	problem = read_label(store->fd, &label);
	if (problem)
		return invalid(context, path, problem);
	medium = medium_find(label.medium);
	if (!medium || label.capacity < medium->least || label.capacity > medium->most ||
	    label.capacity % medium->unit)
		return invalid(context, path, "holds a kind of medium that is not known");
	disc = disc_new(medium, label.capacity, label.id, store);
	if (!disc)
		return err_no_memory(&context->error);
	store = NULL;
	if (!read_state(disc->store, disc))
		return invalid(context, path, "the state of the disc is damaged");
	if (!discard)
		recover(disc);
	*ret_disc = STEAL(disc);
	return IMAPI_OK;
}

imapi_status store_read_only(struct imapi_context *context, const char *path,
			     struct sim_store **ret_store, uint64_t *ret_bytes)
{
	CLEANUP(close_store) struct sim_store *store = new_store(false);
	struct stat st;

	if (!store)
		return err_no_memory(&context->error);
	store->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (store->fd < 0 || fstat(store->fd, &st) < 0)
		return err_errno(&context->error, IMAPI_E_FILE_OPEN_FAILURE, errno,
				 "opening the image \"%s\"", path);
	*ret_bytes = (uint64_t)st.st_size;
	*ret_store = STEAL(store);
	return IMAPI_OK;
}
