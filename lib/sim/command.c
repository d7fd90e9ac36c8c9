/* SPDX-License-Identifier: MIT */
#include "sim/command.h"

#include "base/mem.h"
#include "sim/form.h"
#include "sim/speed.h"
#include "sim/work.h"

#define OVERHEAD_US 100 /* of any command */
#define STATUS_CHECK 0x02
#define STATUS_BUSY 0x08

#define ANY (NO_ATTENTION)
#define DISC NEEDS_DISC
#define SPC(id) &spc_commands[SPC_##id]
#define MMC(id) &mmc_commands[MMC_##id]

/* clang-format off */
#define LBA 0xff, 0xff, 0xff, 0xff
#define W16 0xff, 0xff
static const struct sim_command commands[] = {
	{ SPC(TEST_UNIT_READY), do_test_unit_ready, DISC, TELLS_READY, { 0 } },
	{ SPC(REQUEST_SENSE), do_request_sense, ANY, TELLS_SENSE, { 0, 0, 0, 0, 0xff } },
	{ MMC(FORMAT_UNIT), do_format, DISC, TELLS_ACCESS, { 0, 0x1f } },
	{ SPC(INQUIRY), do_inquiry, ANY, TELLS_INQUIRY, { 0, 0x01, 0xff, W16 } },
	{ SPC(START_STOP_UNIT), do_start_stop, 0, TELLS_ACCESS, { 0, 0x01, 0, 0, 0xf3 } },
	{ SPC(PREVENT_ALLOW), do_prevent, 0, TELLS_ACCESS, { 0, 0, 0, 0, 0x03 } },
	{ SPC(MODE_SELECT_10), do_mode_select, 0, TELLS_ACCESS, { 0, 0x11, 0, 0, 0, 0, 0, W16 } },
	{ SPC(MODE_SENSE_10), do_mode_sense, 0, TELLS_PAGES, { 0, 0x08, 0xff, 0, 0, 0, 0, W16 } },
	{ MMC(READ_FORMAT_CAPACITIES), do_read_format_capacities, 0, TELLS_TABLE, { 0, 0, 0, 0, 0, 0, 0, W16 } },
	{ MMC(READ_CAPACITY), do_read_capacity, DISC, TELLS_TABLE, { 0 } },
	{ MMC(READ_10), do_read_10, DISC, TELLS_DATA, { 0, 0x18, LBA, 0, W16 } },
	{ MMC(WRITE_10), do_write_10, DISC, TELLS_ACCESS, { 0, 0x18, LBA, 0, W16 } },
	{ MMC(SEEK_10), do_seek, DISC, TELLS_DATA, { 0, 0, LBA } },
	{ MMC(VERIFY_10), do_verify, DISC, TELLS_DATA, { 0, 0x10, LBA, 0, W16 } },
	{ MMC(SYNCHRONIZE_CACHE), do_synchronize_cache, DISC, TELLS_ACCESS, { 0, 0x02, LBA, 0, W16 } },
	{ MMC(READ_SUB_CHANNEL), do_read_sub_channel, DISC, TELLS_TABLE, { 0, 0x02, 0x40, 0xff, 0, 0, 0xff, W16 } },
	{ MMC(READ_TOC), do_read_toc, DISC, TELLS_TABLE, { 0, 0x02, 0x0f, 0, 0, 0, 0xff, W16, 0xc0 } },
	{ MMC(GET_CONFIGURATION), do_get_configuration, ANY, TELLS_PAGES, { 0, 0x03, W16, 0, 0, 0, W16 } },
	{ MMC(GET_EVENT_STATUS), do_get_event_status, ANY, TELLS_EVENTS, { 0, 0x01, 0, 0, 0xff, 0, 0, W16 } },
	{ MMC(READ_DISC_INFORMATION), do_read_disc_information, DISC, TELLS_DISC, { 0, 0x07, 0, 0, 0, 0, 0, W16 } },
	{ MMC(READ_TRACK_INFORMATION), do_read_track_information, DISC, TELLS_TRACK, { 0, 0x07, LBA, 0, W16 } },
	{ MMC(RESERVE_TRACK), do_reserve, DISC, TELLS_ACCESS, { 0, 0x03, 0xff, 0xff, 0xff, LBA } },
	{ MMC(SEND_OPC), do_send_opc, DISC, TELLS_ACCESS, { 0, 0x01, 0, 0, 0, 0, 0, W16 } },
	{ MMC(CLOSE_TRACK_SESSION), do_close, DISC, TELLS_ACCESS, { 0, 0x01, 0x07, 0, W16 } },
	{ MMC(READ_BUFFER_CAPACITY), do_read_buffer_capacity, 0, TELLS_BUFFER, { 0, 0x01, 0, 0, 0, 0, 0, W16 } },
	{ MMC(SEND_CUE_SHEET), do_send_cue_sheet, DISC, TELLS_ACCESS, { 0, 0, 0, 0, 0, 0, 0xff, W16 } },
	{ MMC(BLANK), do_blank, DISC, TELLS_ACCESS, { 0, 0x17, LBA } },
	{ MMC(REPORT_OPCODES), do_report_opcodes, ANY, TELLS_PAGES, { 0, 0x1f, 0x87, 0xff, W16, LBA } },
	{ MMC(READ_12), do_read_12, DISC, TELLS_DATA, { 0, 0x18, LBA, LBA, 0x80 } },
	{ MMC(WRITE_12), do_write_12, DISC, TELLS_ACCESS, { 0, 0x18, LBA, LBA, 0x80 } },
	{ MMC(GET_PERFORMANCE), do_get_performance, 0, TELLS_PAGES, { 0, 0x1f, LBA, 0, 0, W16, 0xff } },
	{ MMC(READ_DISC_STRUCTURE), do_read_disc_structure, 0, TELLS_TABLE, { 0, 0x0f, LBA, 0xff, 0xff, W16, 0xc0 } },
	{ MMC(SET_STREAMING), do_set_streaming, 0, TELLS_ACCESS, { 0, 0, 0, 0, 0, 0, 0, 0, 0xff, W16 } },
	{ MMC(SET_CD_SPEED), do_set_cd_speed, 0, TELLS_ACCESS, { 0, 0x03, LBA } },
	{ MMC(MECHANISM_STATUS), do_mechanism_status, 0, TELLS_PAGES, { 0, 0, 0, 0, 0, 0, 0, 0, W16 } },
	{ MMC(READ_CD), do_read_cd, DISC, TELLS_DATA, { 0, 0x1e, LBA, 0xff, W16, 0xfe, 0x07 } },
	{ MMC(SEND_DISC_STRUCTURE), do_send_disc_structure, DISC, TELLS_ACCESS, { 0, 0x0f, 0, 0, 0, 0, 0, 0xff, W16 } },
};
/* clang-format on */

const struct sim_command *command_find(uint8_t opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].row->opcode == opcode)
			return &commands[i];
	return NULL;
}

static bool reserved_bits_clear(const struct sim_task *task)
{
	for (unsigned i = 1; i < task->command->row->length; i++)
		if (task->cdb[i] & ~task->command->usage[i])
			return false;
	return true;
}

static struct sim_sense check_disc(const struct sim_drive *drive)
{
	if (drive->tray_open)
		return SENSE(2, 0x3a, 0x02);
	return drive->disc ? GOOD : SENSE(2, 0x3a, 0x01);
}

static bool harmless(const struct sim_drive *drive, const struct sim_command *command)
{
	enum sim_work_kind kind = drive->work.kind;
	bool starting = kind == WORK_LOAD || kind == WORK_SPIN_UP || kind == WORK_RECOVER;

	return starting && !(command->flags & NEEDS_DISC);
}

/*
 * What the model answers to this command while it is at work. Work that it keeps to itself
 * still cannot be disturbed.
 */
static struct sim_sense check_work(const struct sim_task *task)
{
	const struct sim_drive *drive = task->drive;
	uint16_t witness = task->command->witness;
	struct sim_sense sense = work_says(drive, witness);

	if (witness == TELLS_SENSE || harmless(drive, task->command))
		return GOOD;
	if (!sense.key && work_active(drive) && (witness & (TELLS_DATA | TELLS_ACCESS)))
		return SENSE(2, 0x04, 0x07);
	return sense;
}

static struct sim_sense refuse(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	uint8_t flags = task->command->flags;
	struct sim_sense sense = GOOD;

	sense = work_says(drive, task->command->witness);
	if (sense.key >= KEY_BUSY)
		return sense;
	if (!(flags & NO_ATTENTION) && drive->attention_count)
		return drive_take_attention(drive);
	sense = GOOD;
	if (!reserved_bits_clear(task))
		return SENSE(5, 0x24, 0x00);
	if (flags & NEEDS_DISC)
		sense = check_disc(drive);
	return sense.key ? sense : check_work(task);
}

static struct sim_sense carry_out(struct sim_task *task)
{
	const struct scsi_command *row;
	struct sim_sense sense;

	if (!task->command)
		return SENSE(5, 0x20, 0x00);
	row = task->command->row;
	if (task->x->cdb_length < row->length) {
		task_host_error(task);
		return GOOD;
	}
	task->allocation =
		row->alloc_last
			? cdb_get(task->cdb, CDB_BYTES(row->alloc_first, row->alloc_last))
			: UINT32_MAX;
	sense = refuse(task);
	return sense.key || task->x->host ? sense : task->command->handle(task);
}

bool task_progress(const struct sim_task *task, struct sim_sense sense)
{
	const struct sim_drive *drive = task->drive;
	bool asked = task->command && task->command->witness == TELLS_SENSE;

	return sense.key == 2 && sense.asc == 4 && work_active(drive) &&
	       drive->model.progress != PROGRESS_NONE &&
	       (asked || !drive->model.progress_asked);
}

static void put_sense(struct sim_task *task, struct sim_sense sense, bool deferred)
{
	struct scsi_sense s = { .valid = true,
				.deferred = deferred,
				.key = sense.key,
				.asc = sense.asc,
				.ascq = sense.ascq,
				.has_information = task->has_information,
				.information = task->information };
	struct imapi_exchange *x = task->x;

	x->residual = x->data_length;
	if (sense.key == KEY_BUSY) {
		x->scsi_status = STATUS_BUSY;
		return;
	}
	if (task_progress(task, sense)) {
		s.has_progress = true;
		s.progress = work_progress(task->drive);
	}
	x->scsi_status = STATUS_CHECK;
	x->sense_length = (uint8_t)form_encode(task->drive->model.form, &s, x->sense);
}

/* Does what a fault does instead of the command; false if the command shall run. */
static bool fault_before(struct sim_task *task, const struct sim_fault *fault)
{
	struct sim_drive *drive = task->drive;

	switch (fault->kind) {
	case FAULT_SENSE:
		put_sense(task, fault->sense, false);
		return true;
	case FAULT_HANG:
		task_hang(task);
		return true;
	case FAULT_BUSY:
		task->x->scsi_status = STATUS_BUSY;
		return true;
	case FAULT_RESET:
	case FAULT_LOSE:
		drive_reset(drive, fault->kind == FAULT_LOSE);
		put_sense(task, drive_take_attention(drive), false);
		return true;
	case FAULT_GONE:
		drive->gone = true;
		task->x->host = IMAPI_HOST_GONE;
		return true;
	case FAULT_OK:
		if (task->x->direction == IMAPI_DIRECTION_IN)
			memset(task->x->data, 0, task->x->data_length);
		task->x->residual = 0;
		return true;
	default:
		return false;
	}
}

/* Changes one byte of what a write put on the medium, or of what a read brought. */
static void corrupt(struct sim_task *task, const struct sim_fault *fault)
{
	struct imapi_exchange *x = task->x;
	uint32_t lba = fault->by_lba ? fault->at : task->information;

	if (x->direction == IMAPI_DIRECTION_IN && x->data_length > x->residual) {
		((uint8_t *)x->data)[(x->data_length - x->residual) / 2] ^= 0x01;
		return;
	}
	if (x->direction == IMAPI_DIRECTION_OUT && task->drive->disc)
		disc_corrupt(task->drive->disc, lba);
}

static void fault_after(struct sim_task *task, const struct sim_fault *fault)
{
	if (fault->kind == FAULT_TIMEOUT)
		task_hang(task);
	if (task->x->host || task->x->scsi_status)
		return;
	if (fault->kind == FAULT_DEFERRED)
		task->drive->deferred = fault->sense;
	if (fault->kind == FAULT_CORRUPT)
		corrupt(task, fault);
}

/* The address and length of a command that has them; the length is 0 for the others. */
static uint32_t command_blocks(const uint8_t *cdb, uint32_t *ret_lba)
{
	*ret_lba = cdb_get(cdb, READ_10_LBA);
	switch (cdb[0]) {
	case 0x28:
	case 0x2a:
	case 0x2f:
		return cdb_get(cdb, READ_10_BLOCKS);
	case 0xa8:
	case 0xaa:
		return cdb_get(cdb, READ_12_BLOCKS);
	case 0xbe:
		return cdb_get(cdb, READ_CD_BLOCKS);
	default:
		return 0;
	}
}

static bool takes_deferred(uint8_t opcode)
{
	return opcode != 0x03 && opcode != 0x12;
}

static void no_answer(struct sim_task *task)
{
	if (task->drive->gone)
		task->x->host = IMAPI_HOST_GONE;
	else
		task_hang(task);
}

/* Holds the command until the drive is heard again; false if the host does not wait so long. */
static bool find_voice(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;

	while (work_says(drive, task->command->witness).key == KEY_SILENT) {
		usec_t next = work_changes_at(drive);

		if (next == UINT64_MAX) {
			no_answer(task);
			return false;
		}
		if (!task_hold(task, next - drive_now(drive))) {
			drive_reset(drive, true);
			return false;
		}
		work_update(drive);
	}
	if (drive->gone || drive->dead)
		no_answer(task);
	return !drive->gone && !drive->dead;
}

static void answer(struct sim_task *task)
{
	struct sim_drive *drive = task->drive;
	struct sim_sense sense;

	if (task->command && !find_voice(task))
		return;
	if (drive->deferred.key && takes_deferred(task->cdb[0])) {
		sense = drive->deferred;
		drive->deferred = GOOD;
		put_sense(task, sense, true);
		return;
	}
	sense = carry_out(task);
	if (sense.key && !task->x->host)
		put_sense(task, sense, false);
}

void command_execute(struct sim_drive *drive, struct imapi_exchange *x)
{
	struct sim_task task = { .drive = drive, .x = x, .cdb = x->cdb };
	const struct sim_fault *fault;
	uint32_t blocks, lba;

	task.start = drive_now(drive);
	x->residual = x->data_length;
	work_update(drive);
	record_command(&drive->record, x->cdb[0], task.start,
		       work_active(drive) ? (uint8_t)drive->work.kind : WORK_NONE);
	if (drive->gone || drive->dead) {
		no_answer(&task);
		x->duration_us = drive_now(drive) - task.start;
		return;
	}
	task.command = command_find(x->cdb[0]);
	drive_spend(drive, OVERHEAD_US + transfer_time(x->data_length, drive->model.bus_kbps));
	blocks = command_blocks(x->cdb, &lba);
	task.information = lba;
	fault = fault_next(&drive->spec.faults, x->cdb[0], lba, blocks);
	if (!fault || !fault_before(&task, fault)) {
		answer(&task);
		if (fault)
			fault_after(&task, fault);
	}
	if (x->host)
		x->residual = x->data_length;
	x->duration_us = drive_now(drive) - task.start;
}
