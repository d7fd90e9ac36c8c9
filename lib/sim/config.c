/* SPDX-License-Identifier: MIT */
/* GET CONFIGURATION: the features of the drive. */
#include "sim/command.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/replies.h"
#include "sim/jump.h"
#include "sim/restricted.h"

#define REPLY_ROOM 1024
#define PROFILE_BD_ROM 0x0040
#define CODE_TIMEOUT 0x0105
#define RT_ALL 0
#define RT_CURRENT 1
#define RT_ONE 2

/* What has to be so for a feature to be current. */
enum {
	IS_ALWAYS = 0,
	IS_DISC = 1,
	IS_CD = 2,
	IS_DVD = 4,
	IS_BD = 8,
	IS_OPEN = 16, /* can be written to */
	IS_PLUS_R = 32,
	IS_AGAIN = 64,	/* can be blanked or formatted */
	IS_NEVER = 128, /* no medium that this drive takes makes it current */
	IS_ONCE = 256,
	IS_OVERWRITTEN = 512, /* pseudo-overwrite */
	IS_FORMATTABLE = 1024,
	IS_RANDOM = 2048,     /* is written anywhere */
	IS_SEQUENTIAL = 4096, /* takes data bit by bit, without a reservation */
	IS_ZONED = 8192,      /* DVD-R, DVD-RW */
	IS_PLUS_RW = 16384,
	IS_PLUS_R_DL = 32768,
	IS_LAYERED = 65536,
	IS_MANAGED = 131072, /* defects are replaced */
};

static uint32_t state_of(const struct sim_drive *drive)
{
	static const uint8_t families[FAMILY_COUNT] = { IS_CD, IS_DVD, IS_BD };
	const struct sim_disc *disc = drive->disc;
	uint32_t state;

	if (!drive_has_disc(drive) || drive->work.kind == WORK_LOAD)
		return 0;
	state = (uint32_t)(IS_DISC | families[disc->medium->family]);
	if (!disc->final)
		state |= IS_OPEN;
	if (disc->medium->erasable)
		state |= IS_AGAIN;
	else if (!disc->scattered)
		state |= IS_ONCE;
	if (disc_check_format(disc).key == 0)
		state |= IS_FORMATTABLE;
	if (disc->overwrites && !disc->final)
		state |= IS_OVERWRITTEN;
	if (disc_random(disc) && !disc->restricted)
		state |= IS_RANDOM;
	if (disc->medium->random && !disc->medium->background)
		state |= IS_MANAGED;
	if (disc->medium->recording_zones)
		state |= IS_ZONED;
	if (disc->medium->family == FAMILY_BD
		    ? !disc->medium->erasable
		    : disc->medium->recording_zones && !disc->minimal && !disc->restricted)
		state |= IS_SEQUENTIAL;
	if (disc->medium->random)
		state |= IS_RANDOM;
	if (disc->medium->layers > 1)
		state |= IS_LAYERED;
	if (disc->medium->background)
		state |= IS_PLUS_RW;
	if (disc->medium->profile == 0x001b)
		state |= IS_PLUS_R;
	if (disc->medium->profile == 0x002b)
		state |= IS_PLUS_R_DL;
	return state;
}

static uint16_t current_profile(const struct sim_drive *drive)
{
	const struct sim_disc *disc = drive->disc;

	if (!state_of(drive))
		return 0;
	if (disc->final && disc->medium->family == FAMILY_BD && drive->model.closed_as_rom)
		return PROFILE_BD_ROM;
	return disc_profile(disc);
}

/* Each fills the data of a feature and returns its length. */

static size_t put_profiles(const struct sim_drive *drive, uint8_t *data)
{
	size_t n = 0;

	for (size_t i = 0; i < MODEL_PROFILES && drive->model.profiles[i]; i++, n += 4) {
		put_be16(data + n, drive->model.profiles[i]);
		data[n + 2] = drive->model.profiles[i] == current_profile(drive);
		data[n + 3] = 0;
	}
	return n;
}

static bool tells_busy(const struct sim_drive *drive)
{
	return drive->model.events == EVENTS_BUSY || drive->model.events == EVENTS_UNTIMED;
}

static size_t put_core(const struct sim_drive *drive, uint8_t *data)
{
	put_be32(data, 7);		    /* serial ATAPI */
	data[4] = 0x02 | tells_busy(drive); /* INQ2, DBE */
	return 8;
}

static size_t put_random_readable(const struct sim_drive *drive, uint8_t *data)
{
	put_be32(data, BLOCK_SIZE);
	put_be16(data + 4, (uint16_t)(drive->disc ? drive->disc->medium->unit : 1));
	data[6] = 0x01; /* the error recovery page is there */
	return 8;
}

/* The last block, its size, blocks per write, and that the error recovery page is there. */
static size_t put_random_writable(const struct sim_drive *drive, uint8_t *data)
{
	uint32_t end = drive->disc ? disc_closed_end(drive->disc) : 0;

	put_be32(data, end ? end - 1 : 0);
	put_be32(data + 4, BLOCK_SIZE);
	put_be16(data + 8, 32);
	data[10] = 0x01;
	return 12;
}

static size_t put_serial(const struct sim_drive *drive, uint8_t *data)
{
	memcpy(data, drive->model.serial, 16);
	return 16;
}

/* Century to second, two digits each (MMC-6 5.3.44). */
static size_t put_firmware_date(const struct sim_drive *drive, uint8_t *data)
{
	memcpy(data, drive->model.firmware_date, 14);
	return 16;
}

/* Group 3 and its unit length came with MMC-4. */
static size_t put_timeout(const struct sim_drive *drive, uint8_t *data)
{
	memset(data, 0, 4);
	return drive->model.timeout_feature == FEATURE_FULL ? 4 : 0;
}

/* The mechanism and whether it loads; eject and lock (MMC-6 5.3.4). */
static size_t put_removable(const struct sim_drive *drive, uint8_t *data)
{
	static const uint8_t bytes[] = {
		[LOADING_TRAY] = 0x39, [LOADING_PUSHED_TRAY] = 0x29, [LOADING_SLOT] = 0x09
	};

	data[0] = bytes[drive->model.loading];
	memset(data + 1, 0, 3);
	return 4;
}

static bool is_restricted(const struct sim_disc *disc)
{
	return disc->restricted;
}

struct feature {
	uint16_t code;
	uint8_t version;
	bool persistent;
	uint32_t when;
	uint8_t length;
	uint8_t data[28];
	size_t (*put)(const struct sim_drive *drive, uint8_t *data);
	bool (*also)(const struct sim_disc *disc); /* current for this reason, too */
};

/* clang-format off */
static const struct feature features[] = {
	{ 0x0000, 0, true, IS_ALWAYS, 0, { 0 }, put_profiles },
	{ 0x0001, 2, true, IS_ALWAYS, 0, { 0 }, put_core },
	{ 0x0002, 1, true, IS_ALWAYS, 4, { 0x02 }, NULL },		/* OCEvent */
	{ 0x0003, 1, true, IS_ALWAYS, 0, { 0 }, put_removable },
	{ 0x0004, 2, false, IS_NEVER, 4, { 0x00 }, NULL },
	{ 0x0010, 0, false, IS_DISC, 0, { 0 }, put_random_readable },
	{ 0x001d, 0, true, IS_ALWAYS, 0, { 0 }, NULL },			/* multi-read */
	{ 0x001e, 2, false, IS_CD, 4, { 0x02 }, NULL },			/* CD read: C2 */
	{ 0x001f, 2, false, IS_DVD, 4, { 0x01, 0, 0x03 }, NULL },	/* DVD read */
	{ 0x0020, 1, false, IS_RANDOM, 0, { 0 }, put_random_writable },
	{ 0x0021, 3, false, IS_OPEN | IS_SEQUENTIAL, 8, { 0x01, 0x00, 0x01, 0x01, 0x00 }, NULL },
	{ 0x0023, 1, false, IS_FORMATTABLE, 8, { 0x0f }, NULL, restricted_offered },
	{ 0x0024, 1, false, IS_MANAGED, 4, { 0x80 }, NULL },		/* hardware defect management */
	{ 0x0026, 0, false, IS_NEVER, 0, { 0 }, NULL, is_restricted },	/* restricted overwrite */
	{ 0x002a, 1, false, IS_PLUS_RW, 4, { 0x01, 0x02 }, NULL },	/* DVD+RW: write, quick start */
	{ 0x002b, 0, false, IS_PLUS_R | IS_DVD | IS_OPEN, 4, { 0x01 }, NULL },
	{ 0x002c, 0, false, IS_NEVER, 4, { 0x03 }, NULL, is_restricted }, /* rigid: intermediate state, blank */
	{ 0x002d, 2, false, IS_CD | IS_OPEN, 4, { 0x46, 0, 0x05, 0x00 }, NULL }, /* BUF, test, CD-RW; mode 1, XA form 1 */
	{ 0x002e, 1, false, IS_CD | IS_OPEN, 4, { 0x66, 0, 0x0c, 0x00 }, NULL },	/* BUF, SAO, test, CD-RW */
	{ 0x002f, 2, false, IS_ZONED | IS_OPEN, 4, { 0x4e }, NULL },	/* DVD-R/-RW write: BUF, RDL, test, -RW */
	{ 0x0033, 0, false, IS_NEVER, 8, { 0, 0, 0, 0x01, 0x10 }, NULL, jump_is_open }, /* layer jump, links of 16 */
	{ 0x0037, 0, false, IS_CD | IS_AGAIN, 4, { 0x00, 0xff }, NULL },	/* CD-RW media */
	{ 0x0038, 0, false, IS_BD | IS_OVERWRITTEN, 4, { 0 }, NULL },	/* BD-R pseudo-overwrite */
	{ 0x003a, 0, false, IS_PLUS_RW | IS_LAYERED, 4, { 0x01 }, NULL }, /* DVD+RW DL */
	{ 0x003b, 0, false, IS_PLUS_R_DL | IS_OPEN, 4, { 0x01 }, NULL }, /* DVD+R DL */
	{ 0x0040, 1, false, IS_BD, 28, { 0, 0, 0, 0, 0, 0, 0, 0x0e, 0, 0x0e, 0, 0x0e, 0, 0, 0, 0,
					 0, 0x3e, 0, 0x3e, 0, 0x3e, 0, 0x3e, 0, 0x02 }, NULL },
	{ 0x0041, 1, false, IS_BD | IS_OPEN, 20, { 0, 0, 0, 0, 0, 0, 0, 0x0e, 0, 0x0e, 0, 0, 0, 0,
						   0, 0x3e, 0, 0x3e }, NULL },
	{ 0x0100, 0, true, IS_ALWAYS, 0, { 0 }, NULL },			/* power management */
	{ CODE_TIMEOUT, 1, true, IS_ALWAYS, 0, { 0 }, put_timeout },	/* no group 3 */
	{ 0x0106, 0, false, IS_NEVER, 4, { 0, 0, 0, 0x01 }, NULL },	/* CSS */
	{ 0x0107, 5, true, IS_ALWAYS, 4, { 0x1f }, NULL },		/* real-time streaming */
	{ 0x0108, 0, true, IS_ALWAYS, 0, { 0 }, put_serial },
	{ 0x010a, 0, false, IS_NEVER, 12, { 'F', 'D', 'C', 0, 'S', 'D', 'C', 0, 'T', 'O', 'C' }, NULL },
	{ 0x010c, 0, true, IS_ALWAYS, 0, { 0 }, put_firmware_date },
};
/* clang-format on */

static bool is_current(const struct sim_drive *drive, const struct feature *f)
{
	uint32_t state = state_of(drive);

	return (f->when & ~state) == 0 || (state && f->also && f->also(drive->disc));
}

static size_t put_feature(const struct sim_drive *drive, const struct feature *f,
			  uint8_t *bytes)
{
	uint8_t *data = bytes + FEATURE_HEADER_SIZE;
	struct mmc_feature_header header = {
		.code = f->code,
		.version = f->version,
		.persistent = f->persistent,
		.current = is_current(drive, f),
	};

	memset(data, 0, 255);
	memcpy(data, f->data, f->length);
	header.additional_length = f->put ? (uint8_t)f->put(drive, data) : f->length;
	wire_put_clean(&wire_feature_header, &header, bytes);
	return FEATURE_HEADER_SIZE + header.additional_length;
}

static bool wanted(const struct sim_drive *drive, const struct feature *f, uint32_t rt,
		   uint32_t start)
{
	if (f->code == CODE_TIMEOUT && drive->model.timeout_feature == FEATURE_ABSENT)
		return false;
	if (rt == RT_ONE)
		return f->code == start;
	if (rt == RT_CURRENT && !is_current(drive, f))
		return false;
	return f->code >= start;
}

struct sim_sense do_get_configuration(struct sim_task *task)
{
	const struct sim_drive *drive = task->drive;
	uint32_t rt = cdb_get(task->cdb, CONFIG_RT), start = cdb_get(task->cdb, CONFIG_START);
	uint8_t bytes[REPLY_ROOM + 255];
	struct mmc_config_header header = { .current_profile = current_profile(drive) };
	size_t n = CONFIG_HEADER_SIZE;

	if (rt > RT_ONE)
		return SENSE(5, 0x24, 0x00);
	for (size_t i = 0; i < ARRAY_SIZE(features); i++)
		if (wanted(drive, &features[i], rt, start))
			n += put_feature(drive, &features[i], bytes + n);
	header.length = (uint32_t)(n - 4);
	wire_put_clean(&wire_config_header, &header, bytes);
	return task_reply(task, bytes, n);
}
