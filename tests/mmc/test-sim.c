/* SPDX-License-Identifier: MIT */
/* The typed functions at the simulated drive, and the same once more from a tape of it. */
#include "support/t.h"

#include "base/mem.h"
#include "mmc/mmc.h"
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCKS 32
#define SECOND ((usec_t)USEC_PER_SEC)

struct model {
	const char *address;
	uint16_t profile;
	bool cd;
};

static const struct model models[] = {
	{ "sim:cd-r", 0x0009, true },
	{ "sim:dvd+r", 0x001b, false },
	{ "sim:bd-r", 0x0041, false },
};

static void ok(struct scsi_device *device, imapi_status status)
{
	ck_assert_msg(status == IMAPI_OK, "%s: %s", imapi_status_name(status),
		      imapi_error_message(imapi_last_error(device->context)));
}

static void count_feature(void *user, const struct mmc_feature *feature)
{
	(void)feature;
	++*(unsigned *)user;
}

static void look_at_drive(struct scsi_device *d, const struct model *model)
{
	struct mmc_capabilities capabilities;
	struct mmc_buffer_capacity buffer;
	struct mmc_speeds speeds;
	struct inquiry inquiry;
	struct mmc_feature f;
	uint16_t profile = 0;
	unsigned all = 0, current = 0;

	ok(d, spc_wait_ready(d, 60 * SECOND));
	ok(d, spc_inquiry(d, &inquiry));
	ck_assert_uint_eq(inquiry.device_type, 5);
	ok(d, mmc_read_profile(d, &profile));
	ck_assert_uint_eq(profile, model->profile);
	ok(d, mmc_each_feature(d, false, count_feature, &all));
	ok(d, mmc_each_feature(d, true, count_feature, &current));
	ck_assert_uint_gt(all, current);
	ck_assert_uint_gt(current, 5);
	ok(d, mmc_read_feature(d, 0x0001, &f));
	ck_assert_int_eq(mmc_read_feature(d, 0x0ffe, &f), IMAPI_E_RECORDER_NO_SUCH_FEATURE);
	ok(d, mmc_read_capabilities(d, &capabilities));
	ok(d, mmc_read_buffer_capacity(d, &buffer));
	ck_assert_uint_ge(buffer.total, 65536);
	ok(d, mmc_read_write_speeds(d, &speeds));
	ck_assert_uint_gt(speeds.count, 0);
}

static void look_at_disc(struct scsi_device *d, bool blank)
{
	struct mmc_disc_info disc;
	struct mmc_track_info track;
	struct mmc_formats formats;
	uint8_t event[EVENT_SIZE];

	ok(d, mmc_read_disc_info(d, &disc));
	ck_assert_uint_eq(disc.disc_status, blank ? DISC_EMPTY : DISC_APPENDABLE);
	ok(d, mmc_read_track_info(d, TRACK_BY_TRACK, mmc_last_track(&disc), &track));
	ck_assert_uint_eq(track.nwa_valid, 1);
	ck_assert_uint_eq(track.blank, 1);
	ok(d, mmc_read_format_capacities(d, &formats));
	ok(d, mmc_try_event(d, EVENT_MEDIA, event, NULL));
}

static void prepare(struct scsi_device *d, const struct model *model)
{
	struct mmc_write_parameters p;
	struct mmc_streaming fastest = { .end_lba = 0x7fffffff,
					 .read_size = 10000,
					 .read_time = 1000,
					 .write_size = 10000,
					 .write_time = 1000 };

	ok(d, spc_prevent_removal(d, true));
	if (!model->cd) {
		ok(d, mmc_set_streaming(d, &fastest));
		return;
	}
	ok(d, mmc_set_cd_speed(d, 0, 0xffff, 0xffff));
	ok(d, mmc_read_write_parameters(d, &p));
	p.bufe = 1;
	p.write_type = WRITE_TAO;
	p.multi_session = 3;
	p.track_mode = 4;
	p.data_block_type = 8;
	ok(d, mmc_set_write_parameters(d, &p));
}

/* The drive's own word: READ DISC INFORMATION is refused while it works. */
static void wait_done(struct scsi_device *d)
{
	struct mmc_disc_info disc;
	struct scsi_outcome o = { .action = SENSE_WAIT };

	for (int i = 0; i < 2000 && IMAPI_FAILED(mmc_try_disc_info(d, &disc, &o)); i++) {
		ck_assert_int_eq(o.action, SENSE_WAIT);
		transport_sleep(d->transport, SECOND);
	}
	ck_assert_int_eq(o.status, IMAPI_OK);
}

static void burn(struct scsi_device *d, const uint8_t data[BLOCKS * BLOCK_SIZE])
{
	d->stage = STAGE_WRITE;
	for (uint32_t lba = 0; lba < 10 * BLOCKS; lba += BLOCKS)
		ok(d, mmc_try_write(d, lba, data, BLOCKS, NULL));
	d->stage = STAGE_CLOSE;
	ok(d, mmc_try_synchronize(d, true, NULL));
	wait_done(d);
	ok(d, mmc_try_close(d, 1, 1, true, NULL));
	wait_done(d);
	ok(d, mmc_try_close(d, 2, 0, true, NULL));
	wait_done(d);
	ok(d, spc_prevent_removal(d, false));
}

static void read_back(struct scsi_device *d, const uint8_t data[BLOCKS * BLOCK_SIZE])
{
	static uint8_t back[BLOCKS * BLOCK_SIZE];
	struct mmc_capacity capacity;
	struct mmc_toc toc;

	d->stage = STAGE_READ;
	ok(d, spc_wait_ready(d, 60 * SECOND));
	ok(d, mmc_read_toc(d, 0, &toc));
	ck_assert_uint_eq(toc.tracks[0].track, 1);
	ok(d, mmc_read_toc(d, 1, &toc));
	ok(d, mmc_read_capacity(d, &capacity));
	ck_assert_uint_eq(capacity.block_size, BLOCK_SIZE);
	ok(d, mmc_read_fua(d, 9 * BLOCKS, back, BLOCKS));
	ck_assert_mem_eq(back, data, sizeof(back));
	ck_assert(IMAPI_FAILED(mmc_read(d, 0x7ffffff0, back, 1)));
}

static void whole_run(struct imapi_transport *transport, const struct model *model)
{
	static uint8_t data[BLOCKS * BLOCK_SIZE];
	struct scsi_device d = { .context = transport->context,
				 .transport = transport,
				 .stage = STAGE_PREPARE };

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 31 + i / 2048);
	look_at_drive(&d, model);
	look_at_disc(&d, true);
	prepare(&d, model);
	burn(&d, data);
	d.stage = STAGE_PREPARE;
	look_at_disc(&d, false);
	read_back(&d, data);
}

static struct imapi_transport *open_model(const struct model *model,
					  struct imapi_context **ret_context)
{
	struct imapi_transport *t = NULL;

	ck_assert_int_eq(imapi_context_new(ret_context), IMAPI_OK);
	ck_assert_msg(sim_open(*ret_context, model->address, &t) == IMAPI_OK, "%s",
		      imapi_error_message(imapi_last_error(*ret_context)));
	return t;
}

static void run_traced(const struct model *model)
{
	struct imapi_context *context;
	struct imapi_transport *t = open_model(model, &context);
	FILE *file = tmpfile();
	char line[9000];
	unsigned lines = 0;

	ck_assert_int_eq(trace_wrap(t, file, mmc_describe, &t), IMAPI_OK);
	whole_run(t, model);
	imapi_transport_free(t);
	imapi_context_free(context);
	rewind(file);
	while (fgets(line, sizeof(line), file)) {
		ck_assert_ptr_nonnull(strstr(line, " -> "));
		ck_assert_ptr_null(strstr(line, "command "));
		lines++;
	}
	fclose(file);
	ck_assert_uint_gt(lines, 40);
}

T(every_call_works_on_every_simulated_medium)
{
	for (size_t i = 0; i < ARRAY_SIZE(models); i++)
		run_traced(&models[i]);
}

T(a_tape_of_a_burn_replays_it)
{
	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		struct imapi_context *context;
		struct imapi_transport *t = open_model(&models[i], &context);
		struct imapi_exchange more = { .cdb_length = 6 };
		char path[64];
		usec_t took;

		snprintf(path, sizeof(path), "/tmp/imapi-test-sim.%d", (int)getpid());
		took = transport_now(t);
		ck_assert_int_eq(tape_record(t, path, &t), IMAPI_OK);
		whole_run(t, &models[i]);
		took = transport_now(t) - took;
		imapi_transport_free(t);
		ck_assert_int_eq(tape_replay(context, path, &t), IMAPI_OK);
		whole_run(t, &models[i]);
		ck_assert_uint_eq(transport_now(t), took);
		ck_assert_int_eq(transport_execute(t, &more), IMAPI_E_TAPE_MISMATCH);
		imapi_transport_free(t);
		imapi_context_free(context);
		unlink(path);
	}
}

static struct scsi_device *ready_device(const char *address)
{
	static struct scsi_device device;

	device = (struct scsi_device){ 0 };
	ck_assert_int_eq(imapi_context_new(&device.context), 0);
	ok(&device, sim_open(device.context, address, &device.transport));
	ok(&device, spc_wait_ready(&device, 60 * SECOND));
	return &device;
}

static void put_away(struct scsi_device *d)
{
	imapi_transport_free(d->transport);
	imapi_context_free(d->context);
}

T(a_drive_that_has_command_time_outs_tells_them)
{
	struct scsi_device *d = ready_device("sim:cd-rw?model=opcodes");
	struct mmc_command_time time = { 1, 1 };
	struct scsi_outcome o;

	ok(d, mmc_try_command_time(d, 0x5b, &time, &o));
	ck_assert_uint_eq(time.nominal_s, 600);
	ck_assert_uint_eq(time.recommended_s, 1800);
	ok(d, mmc_try_command_time(d, 0x04, &time, NULL));
	ck_assert_uint_eq(time.recommended_s, 7200);
	ok(d, mmc_try_command_time(d, 0x51, &time, NULL)); /* has no time-outs */
	ck_assert_uint_eq(time.nominal_s, 0);
	time.nominal_s = 7;
	ck_assert_int_eq(mmc_try_command_time(d, 0xa4, &time, &o), IMAPI_E_COMMAND_REJECTED);
	ck_assert_uint_eq(time.nominal_s, 7);
	put_away(d);
	d = ready_device("sim:cd-rw");
	ck_assert_int_eq(mmc_try_command_time(d, 0x5b, &time, &o), IMAPI_E_COMMAND_REJECTED);
	ck_assert_uint_eq(o.sense.asc, 0x20);
	put_away(d);
}

T(a_disc_is_blanked_and_one_is_formatted)
{
	struct mmc_format_list list = {
		.fov = 1, .dcrt = 1, .immed = 1, .blocks = 11826176, .parameter = 0x3000
	};
	struct mmc_disc_info info;
	struct scsi_device *d = ready_device("sim:cd-rw");
	struct scsi_outcome o;

	ok(d, mmc_try_blank(d, BLANK_MINIMAL, true, &o));
	ck_assert_int_ne(mmc_try_disc_info(d, &info, &o), 0);
	ck_assert_uint_eq(o.sense.ascq, 0x07);
	transport_sleep(d->transport, 60 * SECOND);
	ok(d, mmc_read_disc_info(d, &info));
	ck_assert_uint_eq(info.disc_status, DISC_EMPTY);
	ok(d, mmc_try_blank(d, BLANK_WHOLE, false, &o));
	put_away(d);
	d = ready_device("sim:bd-re");
	ok(d, mmc_try_format(d, &list, &o));
	ck_assert_int_ne(mmc_try_disc_info(d, &info, &o), 0);
	ck_assert_uint_eq(o.sense.ascq, 0x04);
	transport_sleep(d->transport, 60 * SECOND);
	ok(d, mmc_read_disc_info(d, &info));
	ck_assert_uint_eq(info.disc_status, DISC_RANDOM);
	put_away(d);
}

T_MAIN("sim")
