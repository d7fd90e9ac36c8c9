/* SPDX-License-Identifier: MIT */
/* MODE SENSE(10), MODE SELECT(10), and the pages. */
#include "sim/jump.h"
#include "sim/command.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "scsi/spc.h"
#include "sim/speed.h"

#define BLOCK_RAW_WITH_SUBCHANNEL 1 /* this and the next ones */
#define BLOCK_MODE_1 8
#define ALL_PAGES 0x3f
#define REPLY_ROOM 1024

enum { CONTROL_CURRENT, CONTROL_CHANGEABLE, CONTROL_DEFAULT, CONTROL_SAVED };

/* clang-format off */
#define TIMERS 0xff, 0xff, 0xff, 0xff
/* Every page that keeps its values: default bytes, and which bits a host may change. */
static const struct page {
	uint8_t size; /* with the two bytes of header */
	uint8_t defaults[52], changeable[52];
} table[] = {
	/* read/write error recovery: ARWE; retries */
	{ 12, { 0x01, 0x0a, 0x80, 0x20, 0, 0, 0, 0, 0x01 }, { 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0xff } },
	/* write parameters: BUFE, TAO, mode 1, next session allowed */
	{ 52, { 0x05, 0x32, 0x41, 0xc4, 0x08, 0x10, [13] = 0x10, [15] = 0x96 },
	  { 0, 0, 0x7f, 0xff, 0x0f, 0xff, 0, 0x3f, 0xff, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    TIMERS, TIMERS, TIMERS, TIMERS, TIMERS, TIMERS, TIMERS, TIMERS, TIMERS } },
	/* caching: WCE */
	{ 12, { 0x08, 0x0a, 0x04 }, { 0, 0, 0x05 } },
	/* CD device parameters: inactivity timer, 60 S per M, 75 F per S */
	{ 8, { 0x0d, 0x06, 0, 0x0d, 0, 0x3c, 0, 0x4b }, { 0, 0, 0, 0x0f } },
	/* power condition: idle 20 s, standby 8 min */
	{ 12, { 0x1a, 0x0a, 0, 0x03, 0, 0, 0, 0xc8, 0, 0, 0x12, 0xc0 }, { 0, 0, 0, 0x03, TIMERS, TIMERS } },
	/* informational exceptions */
	{ 12, { 0x1c, 0x0a, 0x08 }, { 0, 0, 0x0c, 0x0f } },
	/* time-out and protect; the model has the times */
	{ 12, { 0x1d, 0x0a }, { 0, 0, 0x00, 0, 0x0c, 0, 0xff, 0xff, 0xff, 0xff } },
};
/* clang-format on */

void pages_init(struct sim_drive *drive)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		uint8_t *page = drive->pages.current[i];

		memcpy(page, table[i].defaults, table[i].size);
		if (page[0] == PAGE_TIMEOUTS) {
			put_be16(page + 6, drive->model.group1_s);
			put_be16(page + 8, drive->model.group2_s);
		}
	}
}

static int find_page(uint8_t code)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].defaults[0] == code)
			return (int)i;
	return -1;
}

const uint8_t *pages_current(const struct sim_drive *drive, uint8_t code)
{
	int i = find_page(code);

	return i < 0 ? NULL : drive->pages.current[i];
}

/* Page 2Ah: what the drive can do, and the write speeds for the medium in it. */
static size_t put_capabilities(const struct sim_drive *drive, uint8_t *bytes)
{
	const struct sim_rates *rates = speed_rates(drive);
	const struct sim_rates *cd = &drive->model.rates[FAMILY_CD];
	bool disc = drive_has_disc(drive);
	unsigned count = disc ? speed_count(rates) : 0;
	struct mmc_capabilities c = {
		.page_code = PAGE_CAPABILITIES,
		.page_length = (uint8_t)(CAPABILITIES_SIZE - 2 + count * PAGE_SPEED_SIZE),
		.dvd_ram_read = 1,
		.dvd_r_read = 1,
		.dvd_rom_read = 1,
		.method2 = 1,
		.cd_rw_read = 1,
		.cd_r_read = 1,
		.dvd_ram_write = 1,
		.dvd_r_write = 1,
		.test_write = 1,
		.cd_rw_write = 1,
		.cd_r_write = 1,
		.buf = 1,
		.multi_session = 1,
		.mode2_form2 = 1,
		.mode2_form1 = 1,
		.upc = 1,
		.isrc = 1,
		.c2_pointers = 1,
		.cdda_accurate = 1,
		.cdda = 1,
		.loading_mechanism = drive->model.loading != LOADING_SLOT,
		.eject = 1,
		.lock = 1,
		.lock_state = drive->prevented,
		.max_read_kbps = (uint16_t)(disc ? rates->read_kbps : cd->read_kbps),
		.buffer_kib = (uint16_t)MIN(drive->model.buffer_bytes / 1024, UINT16_MAX),
		.current_read_kbps = (uint16_t)(disc ? speed_read(drive) : cd->read_kbps),
		.max_write_kbps = (uint16_t)(disc ? rates->write_kbps[0] : cd->write_kbps[0]),
		.current_write_kbps_old = (uint16_t)(disc ? speed_write(drive) : 0),
		.copy_management = 1,
		.rotation = rates->start_percent < 100,
		.current_write_kbps = (uint16_t)(disc ? speed_write(drive) : 0),
		.speed_count = (uint16_t)count,
	};

	wire_put_clean(&wire_capabilities, &c, bytes);
	for (unsigned i = 0; i < count; i++) {
		struct mmc_page_speed s = { .rotation = rates->start_percent < 100,
					    .write_kbps = (uint16_t)rates->write_kbps[i] };

		wire_put_clean(&wire_page_speed, &s,
			       bytes + CAPABILITIES_SIZE + i * PAGE_SPEED_SIZE);
	}
	return CAPABILITIES_SIZE + count * PAGE_SPEED_SIZE;
}

static bool has_page(const struct sim_drive *drive, size_t i)
{
	return table[i].defaults[0] != PAGE_TIMEOUTS || !drive->model.no_timeout_page;
}

static size_t put_page(const struct sim_drive *drive, size_t i, uint32_t control,
		       uint8_t *bytes)
{
	switch (control) {
	case CONTROL_CURRENT:
		memcpy(bytes, drive->pages.current[i], table[i].size);
		break;
	case CONTROL_CHANGEABLE:
		memcpy(bytes, table[i].changeable, table[i].size);
		break;
	default:
		memcpy(bytes, table[i].defaults, table[i].size);
		if (bytes[0] == PAGE_TIMEOUTS) {
			put_be16(bytes + 6, drive->model.group1_s);
			put_be16(bytes + 8, drive->model.group2_s);
		}
	}
	bytes[0] = table[i].defaults[0];
	bytes[1] = table[i].defaults[1];
	return table[i].size;
}

static size_t put_capabilities_page(const struct sim_drive *drive, uint32_t control,
				    uint8_t *bytes)
{
	size_t size = put_capabilities(drive, bytes);

	if (control == CONTROL_CHANGEABLE)
		memset(bytes + 2, 0, size - 2);
	return size;
}

struct sim_sense do_mode_sense(struct sim_task *task)
{
	const struct sim_drive *drive = task->drive;
	uint32_t code = cdb_get(task->cdb, MODE_SENSE_PAGE);
	uint32_t control = cdb_get(task->cdb, MODE_SENSE_PC);
	uint8_t bytes[REPLY_ROOM] = { 0 };
	struct mode_header header = { 0 };
	size_t n = MODE_HEADER_SIZE;

	if (control == CONTROL_SAVED)
		return SENSE(5, 0x39, 0x00);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (has_page(drive, i) && (code == ALL_PAGES || code == table[i].defaults[0]))
			n += put_page(drive, i, control, bytes + n);
	if (code == ALL_PAGES || code == PAGE_CAPABILITIES)
		n += put_capabilities_page(drive, control, bytes + n);
	if (n == MODE_HEADER_SIZE)
		return SENSE(5, 0x24, 0x00);
	header.data_length = (uint16_t)(n - 2);
	wire_put(&wire_mode_header, &header, bytes);
	return task_reply(task, bytes, n);
}

/* The write parameters that this drive can act on. */
static bool write_parameters_fit(const uint8_t *page)
{
	struct mmc_write_parameters p;

	wire_get(&wire_write_parameters, page, WRITE_PARAMETERS_SIZE, &p);
	if (p.data_block_type >= BLOCK_RAW_WITH_SUBCHANNEL && p.data_block_type < BLOCK_MODE_1)
		return false;
	return (p.write_type <= WRITE_SAO || p.write_type == WRITE_LAYER_JUMP) &&
	       p.multi_session != MULTI_RESERVED;
}

/* What a test write has got to is forgotten, and a blank DVD-R DL is of the kind asked for. */
static void take_write_type(struct sim_drive *drive, const uint8_t *page)
{
	struct mmc_write_parameters p;

	wire_get(&wire_write_parameters, page, WRITE_PARAMETERS_SIZE, &p);
	drive->test = (struct sim_test){ .on = false };
	if (drive_has_disc(drive))
		jump_choose(drive->disc, p.write_type == WRITE_LAYER_JUMP);
}

static struct sim_sense select_page(struct sim_drive *drive, const uint8_t *page, size_t length)
{
	uint8_t code = page[0] & 0x3f, merged[sizeof(table[0].defaults)];
	int i = find_page(code);

	if (i < 0 || !has_page(drive, (size_t)i) || (page[0] & 0x80))
		return SENSE(5, 0x26, 0x00);
	if (page[1] + 2u != table[i].size || length < table[i].size)
		return SENSE(5, 0x26, 0x00);
	memcpy(merged, drive->pages.current[i], table[i].size);
	for (size_t b = 2; b < table[i].size; b++) {
		uint8_t fixed = (uint8_t)~table[i].changeable[b];

		if ((page[b] ^ merged[b]) & fixed)
			return SENSE(5, 0x26, 0x00);
		merged[b] = page[b];
	}
	if (code == PAGE_WRITE_PARAMETERS && !write_parameters_fit(merged))
		return SENSE(5, 0x26, 0x00);
	memcpy(drive->pages.current[i], merged, table[i].size);
	if (code == PAGE_WRITE_PARAMETERS)
		take_write_type(drive, merged);
	return GOOD;
}

struct sim_sense do_mode_select(struct sim_task *task)
{
	uint32_t length = task->allocation;
	struct mode_header header;
	const uint8_t *data;

	if (!cdb_get(task->cdb, MODE_SELECT_PF) || cdb_get(task->cdb, MODE_SELECT_SP))
		return SENSE(5, 0x24, 0x00);
	if (length == 0)
		return GOOD;
	if (length < MODE_HEADER_SIZE + 2)
		return SENSE(5, 0x1a, 0x00);
	if (!task_data(task, length, &data))
		return GOOD;
	wire_get(&wire_mode_header, data, MODE_HEADER_SIZE, &header);
	if (header.block_descriptor_length)
		return SENSE(5, 0x26, 0x00);
	for (size_t at = MODE_HEADER_SIZE; at < length;) {
		struct sim_sense sense;

		if (length - at < 2 || data[at + 1] + 2u > length - at)
			return SENSE(5, 0x1a, 0x00);
		sense = select_page(task->drive, data + at, length - at);
		if (sense.key)
			return sense;
		at += data[at + 1] + 2u;
	}
	return GOOD;
}
