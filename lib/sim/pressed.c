/* SPDX-License-Identifier: MIT */
#include "sim/pressed.h"

#include "base/digest.h"
#include "base/mem.h"
#include "sim/media/rom.h"
#include "sim/store.h"

#include <strings.h>

bool pressed_is_image(const char *path)
{
	size_t length = strlen(path);

	return length > 4 && strcasecmp(path + length - 4, ".iso") == 0;
}

static void close_store(struct sim_store **store)
{
	store_free(*store);
}

static imapi_status no_such_size(struct imapi_context *context, const char *path)
{
	return err_set(&context->error, IMAPI_E_SIM_DISC_INVALID,
		       "\"%s\": no pressed disc has the size of this image", path);
}

imapi_status pressed_open(struct imapi_context *context, const char *path,
			  const struct sim_medium *rom, struct sim_disc **ret_disc)
{
	CLEANUP(close_store) struct sim_store *store = NULL;
	struct sim_disc *disc;
	uint64_t bytes = 0, blocks;
	imapi_status status = store_read_only(context, path, &store, &bytes);

	if (IMAPI_FAILED(status))
		return status;
	blocks = round_up(bytes, BLOCK_SIZE) / BLOCK_SIZE;
	if (!rom)
		rom = rom_for(blocks);
	if (!rom || blocks == 0 || round_up(blocks, rom->unit) > rom->most)
		return no_such_size(context, path);
	blocks = round_up(blocks, rom->unit);
	disc = disc_new(rom, (uint32_t)blocks, (uint32_t)digest_of(path, strlen(path)).low,
			store);
	if (!disc)
		return err_no_memory(&context->error);
	store = NULL;
	disc_take_format(disc, (uint32_t)blocks);
	disc->final = true;
	*ret_disc = disc;
	return IMAPI_OK;
}
