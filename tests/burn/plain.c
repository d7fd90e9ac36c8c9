/* SPDX-License-Identifier: MIT */
#include "burn/plain.h"

#include "base/bytes.h"
#include "base/mem.h"

#define CHUNK 32u
#define COMMAND_MS 60000u
#define ASK_EVERY ((usec_t)USEC_PER_SEC)

/* Sends a command of ten bytes; true if the drive says GOOD. */
static bool send(struct imapi_transport *transport, const uint8_t cdb[10],
		 enum imapi_direction direction, void *data, uint32_t length)
{
	struct imapi_exchange x = { .cdb_length = cdb[0] ? 10 : 6,
				    .direction = direction,
				    .data = data,
				    .data_length = length,
				    .timeout_ms = COMMAND_MS };

	memcpy(x.cdb, cdb, 10);
	return !imapi_transport_execute(transport, &x) && !x.host && !x.scsi_status;
}

static bool transfer(struct imapi_transport *transport, uint8_t opcode, uint32_t lba,
		     void *data, uint32_t blocks)
{
	uint8_t cdb[10] = { opcode };

	put_be32(cdb + 2, lba);
	put_be16(cdb + 7, (uint16_t)blocks);
	return send(transport, cdb, opcode == 0x2a ? IMAPI_DIRECTION_OUT : IMAPI_DIRECTION_IN,
		    data, blocks * BLOCK_SIZE);
}

/* False if the constant is over first. */
static bool wait_ready(struct imapi_transport *transport, unsigned seconds)
{
	static const uint8_t test_unit_ready[10] = { 0 };
	usec_t end = transport_now(transport) + (usec_t)seconds * USEC_PER_SEC;

	while (transport_now(transport) < end) {
		if (send(transport, test_unit_ready, IMAPI_DIRECTION_NONE, NULL, 0))
			return true;
		transport_sleep(transport, ASK_EVERY);
	}
	return false;
}

static bool write_all(struct imapi_transport *transport, const struct plain_burn *burn)
{
	AUTOFREE uint8_t *copy = malloc(CHUNK * BLOCK_SIZE);

	for (uint32_t lba = 0; lba < burn->sectors; lba += CHUNK) {
		uint32_t n = MIN(CHUNK, burn->sectors - lba);

		memcpy(copy, burn->data + (size_t)lba * BLOCK_SIZE, n * BLOCK_SIZE);
		if (!transfer(transport, 0x2a, lba, copy, n))
			return false;
	}
	return true;
}

static void finish(struct imapi_transport *transport, struct plain_burn *burn)
{
	static const uint8_t steps[3][10] = {
		{ 0x35, 2 },		 /* SYNCHRONIZE CACHE, IMMED */
		{ 0x5b, 1, 1, 0, 0, 1 }, /* CLOSE TRACK 1, IMMED */
		{ 0x5b, 1, 2, 0, 0, 0 }, /* CLOSE SESSION, IMMED */
	};
	usec_t start = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		start = transport_now(transport);
		send(transport, steps[i], IMAPI_DIRECTION_NONE, NULL, 0);
		transport_sleep(transport, ASK_EVERY);
		burn->close_timed_out = !wait_ready(transport, burn->wait_s);
	}
	burn->close_took = transport_now(transport) - start;
}

imapi_status plain_burn(struct imapi_transport *transport, struct plain_burn *burn)
{
	uint8_t sector[BLOCK_SIZE];

	wait_ready(transport, burn->wait_s);
	if (!write_all(transport, burn))
		return IMAPI_E_MEDIUM_WRITE_FAILED;
	finish(transport, burn);
	for (uint32_t lba = 0; lba < burn->sectors; lba++) {
		burn->first_bad = lba;
		if (!transfer(transport, 0x28, lba, sector, 1) ||
		    memcmp(sector, burn->data + (size_t)lba * BLOCK_SIZE, BLOCK_SIZE) != 0)
			return IMAPI_E_BURN_VERIFICATION_FAILED;
	}
	return IMAPI_OK;
}
