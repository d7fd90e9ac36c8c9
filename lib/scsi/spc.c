/* SPDX-License-Identifier: MIT */
#include "scsi/spc.h"

#include "base/mem.h"
#include "scsi/fetch.h"

#define INQUIRY_SIZE 36
#define INQUIRY_LEAST 5
#define SENSE_SIZE 18
#define MODE_ALL_ROOM 4096
#define MOST_ATTENTIONS 5
#define READY_PAUSE (250 * (usec_t)USEC_PER_MSEC)

/* clang-format off */
#define D struct inquiry
WIRE_LAYOUT(wire_inquiry, D, "inquiry data", "SPC-4 INQUIRY", 0, INQUIRY_SIZE,
	W_BITS(D, device_type, 0, 4, 0), W_BIT(D, removable, 1, 7), W_BYTE(D, version, 2),
	W_BITS(D, response_format, 3, 3, 0), W_BYTE(D, additional_length, 4),
	W_TEXT(D, vendor, 8, 15), W_TEXT(D, product, 16, 31), W_TEXT(D, revision, 32, 35));
#undef D

#define D struct mode_header
WIRE_LAYOUT(wire_mode_header, D, "mode header", "SPC-4 MODE SENSE(10)", 0, MODE_HEADER_SIZE,
	W_BE(D, data_length, 0, 1), W_BYTE(D, medium_type, 2), W_BE(D, block_descriptor_length, 6, 7));
#undef D
/* clang-format on */

imapi_status spc_test_unit_ready(struct scsi_device *device, struct scsi_outcome *ret_outcome)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_TEST_UNIT_READY]);

	return scsi_try(device, &cdb, NULL, 0, ret_outcome);
}

imapi_status spc_request_sense(struct scsi_device *device, struct scsi_sense *ret_sense)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_REQUEST_SENSE]);
	uint8_t bytes[SENSE_SIZE];
	uint32_t length = 0;
	imapi_status status = scsi_try_fetch(device, &cdb, bytes, sizeof(bytes), 0, &length);

	if (!IMAPI_FAILED(status))
		*ret_sense = sense_decode(bytes, length);
	return status;
}

imapi_status spc_inquiry(struct scsi_device *device, struct inquiry *ret_inquiry)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_INQUIRY]);
	uint8_t bytes[INQUIRY_SIZE];
	uint32_t length = 0;
	imapi_status status =
		scsi_fetch(device, &cdb, bytes, sizeof(bytes), INQUIRY_LEAST, &length);

	if (!IMAPI_FAILED(status))
		wire_get(&wire_inquiry, bytes, length, ret_inquiry);
	return status;
}

imapi_status spc_try_inquiry(struct scsi_device *device)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_INQUIRY]);
	uint8_t bytes[INQUIRY_SIZE];
	uint32_t length = 0;

	return scsi_try_fetch(device, &cdb, bytes, sizeof(bytes), INQUIRY_LEAST, &length);
}

/* True if the drive refused the last command with this code under ILLEGAL REQUEST. */
static bool refused_with(const struct scsi_device *device, uint8_t asc)
{
	return device->last.row && device->last.sense.key == 5 && device->last.sense.asc == asc;
}

/* No such page, or no such kind of values: it does not save parameters. */
static bool page_refused(const struct scsi_device *device)
{
	return refused_with(device, 0x24) || refused_with(device, 0x39);
}

static imapi_status no_such_page(struct scsi_device *device, uint8_t page_code)
{
	return err_set(&device->context->error, IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE,
		       "MODE SENSE(10): the drive has no mode page %02Xh", page_code);
}

/* Finds the page in a reply of @length bytes; its size includes its two header bytes. */
static imapi_status find_page(struct scsi_device *device, uint8_t page_code,
			      const uint8_t *bytes, uint32_t length, size_t *ret_at,
			      size_t *ret_size)
{
	const struct scsi_command *command = &spc_commands[SPC_MODE_SENSE_10];
	struct mode_header header;
	size_t at, end;

	wire_get(&wire_mode_header, bytes, length, &header);
	at = MODE_HEADER_SIZE + (size_t)header.block_descriptor_length;
	end = MIN((size_t)length, (size_t)header.data_length + 2);
	if (end <= MODE_HEADER_SIZE)
		return no_such_page(device, page_code);
	if (at + 2 > end)
		return scsi_bad_reply(device, command,
				      "%zu bytes hold no page after %u bytes "
				      "of block descriptors",
				      end, header.block_descriptor_length);
	if ((bytes[at] & 0x3f) != page_code)
		return scsi_bad_reply(device, command, "page %02Xh asked, %02Xh came",
				      page_code, bytes[at] & 0x3f);
	*ret_at = at;
	*ret_size = MIN((size_t)bytes[at + 1] + 2, end - at);
	return IMAPI_OK;
}

imapi_status spc_mode_sense(struct scsi_device *device, uint8_t page_code, uint8_t control,
			    uint8_t *page, size_t room, size_t *ret_length)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_MODE_SENSE_10]);
	uint8_t bytes[MODE_HEADER_SIZE + MODE_PAGE_MAX];
	uint32_t length = 0;
	size_t at = 0, size = 0;
	imapi_status status;

	cdb_put(&cdb, MODE_SENSE_PC, control);
	cdb_put(&cdb, MODE_SENSE_PAGE, page_code);
	status = scsi_fetch(device, &cdb, bytes, sizeof(bytes), MODE_HEADER_SIZE, &length);
	if (IMAPI_FAILED(status) && page_refused(device))
		return err_restate(&device->context->error, IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE);
	if (!IMAPI_FAILED(status))
		status = find_page(device, page_code, bytes, length, &at, &size);
	if (IMAPI_FAILED(status))
		return status;
	memset(page, 0, room);
	memcpy(page, bytes + at, MIN(size, room));
	*ret_length = size;
	return IMAPI_OK;
}

/* A page takes its header and the bytes that this states; one with a sub-page has two more. */
static size_t page_size(const uint8_t *page, size_t left)
{
	if (left < 2)
		return 0;
	if (!(page[0] & 0x40))
		return 2 + (size_t)page[1];
	return left < 4 ? 0 : 4 + ((size_t)page[2] << 8 | page[3]);
}

imapi_status spc_each_mode_page(struct scsi_device *device, spc_mode_page_fn *fn, void *user)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_MODE_SENSE_10]);
	uint8_t bytes[MODE_ALL_ROOM];
	struct mode_header header;
	uint32_t length = 0;
	size_t at, end;
	imapi_status status;

	cdb_put(&cdb, MODE_SENSE_PAGE, MODE_PAGE_ALL);
	status = scsi_fetch(device, &cdb, bytes, sizeof(bytes), MODE_HEADER_SIZE, &length);
	if (IMAPI_FAILED(status) && page_refused(device))
		return err_restate(&device->context->error, IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE);
	if (IMAPI_FAILED(status))
		return status;
	wire_get(&wire_mode_header, bytes, length, &header);
	at = MODE_HEADER_SIZE + (size_t)header.block_descriptor_length;
	end = MIN((size_t)length, (size_t)header.data_length + 2);
	for (size_t size; at < end && (size = page_size(bytes + at, end - at)); at += size)
		fn(user, bytes[at] & 0x3f);
	return IMAPI_OK;
}

imapi_status spc_mode_select(struct scsi_device *device, const uint8_t *page, size_t length,
			     bool save)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_MODE_SELECT_10]);
	uint8_t bytes[MODE_HEADER_SIZE + MODE_PAGE_MAX] = { 0 };
	imapi_status status;

	if (length < 2 || length > MODE_PAGE_MAX)
		return err_set(&device->context->error, IMAPI_E_INVALIDARG,
			       "MODE SELECT(10): a page cannot have %zu bytes", length);
	cdb_put(&cdb, MODE_SELECT_PF, 1);
	cdb_put(&cdb, MODE_SELECT_SP, save);
	memcpy(bytes + MODE_HEADER_SIZE, page, length);
	bytes[MODE_HEADER_SIZE] &= 0x3f;
	status = scsi_run(device, &cdb, bytes, (uint32_t)(MODE_HEADER_SIZE + length));
	if (IMAPI_FAILED(status) && refused_with(device, 0x26))
		return err_restate(&device->context->error,
				   IMAPI_E_RECORDER_INVALID_MODE_PARAMETERS);
	return status;
}

imapi_status spc_prevent_removal(struct scsi_device *device, bool prevent)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_PREVENT_ALLOW]);

	cdb_put(&cdb, PREVENT_PREVENT, prevent);
	return scsi_run(device, &cdb, NULL, 0);
}

imapi_status spc_start_stop(struct scsi_device *device, bool start, bool load_eject, bool immed)
{
	struct cdb cdb = cdb_new(&spc_commands[SPC_START_STOP_UNIT]);

	cdb_put(&cdb, START_STOP_IMMED, immed);
	cdb_put(&cdb, START_STOP_LOEJ, load_eject);
	cdb_put(&cdb, START_STOP_START, start);
	return scsi_run(device, &cdb, NULL, 0);
}

/* What the answer to TEST UNIT READY asks for. */
enum ready_step { READY_STOP, READY_AGAIN, READY_PAUSE_FIRST, READY_START_FIRST };

static enum ready_step next_step(const struct scsi_outcome *o, unsigned *attentions,
				 bool *started)
{
	if (o->action == SENSE_WAIT)
		return READY_PAUSE_FIRST;
	if (o->row && o->sense.key == 2 && o->sense.asc == 4 && o->sense.ascq == 2) {
		bool first = !*started;

		*started = true;
		return first ? READY_START_FIRST : READY_PAUSE_FIRST;
	}
	if (o->row && o->sense.key != 6 && !o->sense.deferred)
		return READY_STOP;
	if (!o->row && o->action != SENSE_INQUIRE)
		return READY_STOP;
	return (*attentions)++ < MOST_ATTENTIONS ? READY_AGAIN : READY_STOP;
}

imapi_status spc_wait_ready(struct scsi_device *device, usec_t limit)
{
	usec_t start = transport_now(device->transport), paused = 0;
	unsigned attentions = 0;
	bool started = false;

	for (;;) {
		struct scsi_outcome o;
		imapi_status status = spc_test_unit_ready(device, &o);
		enum ready_step step = next_step(&o, &attentions, &started);

		if (!IMAPI_FAILED(status) || step == READY_STOP)
			return status;
		if (MAX(transport_now(device->transport) - start, paused) >= limit)
			return status;
		if (step == READY_START_FIRST)
			spc_start_stop(device, true, false, true);
		if (step != READY_AGAIN) {
			transport_sleep(device->transport, READY_PAUSE);
			paused += READY_PAUSE;
		}
		if (device->cancel && atomic_load(device->cancel))
			return err_set(&device->context->error, IMAPI_E_REQUEST_CANCELLED,
				       "cancelled while the drive became ready");
	}
}
