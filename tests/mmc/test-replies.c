/* SPDX-License-Identifier: MIT */
/* Answers of drives, mostly from tests/golden, and what the library makes of them. */
#include "support/mock.h"
#include "support/t.h"

#include "base/mem.h"
#include "mmc/mmc.h"

#include <stdio.h>
#include <string.h>

/* A golden file as the text that a mock step wants. */
static const char *golden(const char *name)
{
	static char text[8][4096];
	static unsigned turn;
	char *at = text[turn++ % 8];
	uint8_t bytes[2048];
	size_t n = hex_file(name, bytes, sizeof(bytes));

	at[0] = '\0';
	for (size_t i = 0; i < n; i++)
		sprintf(at + 2 * i, "%02x", bytes[i]);
	return at;
}

T(layouts_do_not_overlap)
{
	for (size_t i = 0; i < mmc_layout_count; i++)
		ck_assert_msg(!wire_check(mmc_layouts[i]), "%s: %s", mmc_layouts[i]->name,
			      wire_check(mmc_layouts[i]));
	ck_assert_ptr_null(wire_check(&wire_inquiry));
	ck_assert_ptr_null(wire_check(&wire_mode_header));
}

T(a_formatted_cd_rw_has_fixed_packets)
{
	struct mmc_track_info t;

	MOCK(mock, { .reply = golden("track-info-cd-rw-packets.hex") });

	ck_assert_int_eq(mmc_read_track_info(&mock.device, TRACK_BY_TRACK, 1, &t), IMAPI_OK);
	ck_assert_uint_eq(mmc_track_number(&t), 1);
	ck_assert_uint_eq(mmc_track_session(&t), 1);
	ck_assert_uint_eq(t.track_mode, 7);
	ck_assert_uint_eq(t.reserved, 1);
	ck_assert_uint_eq(t.blank, 0);
	ck_assert_uint_eq(t.packet, 1);
	ck_assert_uint_eq(t.fixed_packet, 1);
	ck_assert_uint_eq(t.data_mode, 2);
	ck_assert_uint_eq(t.packet_size, 32);
	ck_assert_uint_eq(t.size, 0x48160);
	ck_assert_uint_eq(t.nwa_valid, 0);
	ck_assert_uint_eq(t.damage, 0);
	mock_end(&mock);
}

T(a_closed_cd_rw_is_one_track_without_packets)
{
	struct mmc_track_info t;

	MOCK(mock, { .reply = golden("track-info-cd-rw-closed.hex") },
	     { .reply = golden("track-info-short.hex") });

	ck_assert_int_eq(mmc_read_track_info(&mock.device, TRACK_BY_TRACK, 1, &t), IMAPI_OK);
	ck_assert_uint_eq(t.packet, 0);
	ck_assert_uint_eq(t.track_mode, 4);
	ck_assert_uint_eq(t.size, 0x8581);
	ck_assert_int_eq(mmc_read_track_info(&mock.device, TRACK_BY_TRACK, 1, &t), IMAPI_OK);
	ck_assert_uint_eq(t.size, 0x1f00);
	ck_assert_uint_eq(t.nwa, 0x1f00);
	ck_assert_uint_eq(t.lra, 0);
	mock_end(&mock);
}

T(a_complete_disc_says_so)
{
	struct mmc_disc_info d;

	MOCK(mock, { .reply = golden("disc-info-complete.hex") });

	ck_assert_int_eq(mmc_read_disc_info(&mock.device, &d), IMAPI_OK);
	ck_assert_uint_eq(d.disc_status, DISC_COMPLETE);
	ck_assert_uint_eq(d.last_session_state, SESSION_COMPLETE);
	ck_assert_uint_eq(d.erasable, 0);
	ck_assert_uint_eq(mmc_session_count(&d), 1);
	ck_assert_uint_eq(mmc_first_track_in_last(&d), 1);
	ck_assert_uint_eq(mmc_last_track(&d), 1);
	ck_assert_uint_eq(d.last_lead_out, UINT32_MAX);
	ck_assert_uint_eq(d.opc_tables, 0);
	mock_end(&mock);
}

T(numbers_of_two_bytes_are_put_together)
{
	struct mmc_disc_info d = { .sessions_msb = 1,
				   .sessions_lsb = 2,
				   .first_track_in_last_msb = 3,
				   .first_track_in_last_lsb = 4,
				   .last_track_in_last_msb = 5,
				   .last_track_in_last_lsb = 6 };
	struct mmc_track_info t = { .track_msb = 1, .track_lsb = 0xff, .session_msb = 2 };

	ck_assert_uint_eq(mmc_session_count(&d), 0x102);
	ck_assert_uint_eq(mmc_first_track_in_last(&d), 0x304);
	ck_assert_uint_eq(mmc_last_track(&d), 0x506);
	ck_assert_uint_eq(mmc_track_number(&t), 0x1ff);
	ck_assert_uint_eq(mmc_track_session(&t), 0x200);
}

struct seen {
	unsigned count;
	struct mmc_feature features[8];
};

static void see(void *user, const struct mmc_feature *feature)
{
	struct seen *seen = user;

	if (seen->count < 8)
		seen->features[seen->count] = *feature;
	seen->count++;
}

T(features_are_listed_in_order)
{
	struct seen seen = { 0 };
	uint16_t profile = 0;

	MOCK(mock, { .reply = golden("config-cd-rom.hex") },
	     { .reply = golden("config-cd-rom.hex") });

	ck_assert_int_eq(mmc_each_feature(&mock.device, false, see, &seen), IMAPI_OK);
	ck_assert_uint_eq(seen.count, 4);
	ck_assert_uint_eq(seen.features[0].header.code, 0);
	ck_assert_uint_eq(seen.features[0].data[1], 8);
	ck_assert_uint_eq(seen.features[0].header.persistent, 1);
	ck_assert_uint_eq(seen.features[0].header.current, 1);
	ck_assert_uint_eq(seen.features[1].header.code, 1);
	ck_assert_uint_eq(seen.features[2].header.code, 0x1e);
	ck_assert_uint_eq(seen.features[2].header.additional_length, 0);
	ck_assert_int_eq(mmc_read_profile(&mock.device, &profile), IMAPI_OK);
	ck_assert_uint_eq(profile, 8);
	mock_end(&mock);
}

T(a_reply_in_portions_is_put_together)
{
	struct seen seen = { 0 };

	MOCK(mock,
	     { .cdb = "46 00 00 00 00 00 00 ff f8 00",
	       .reply = "00000020 00000041 0000 03 04 00410100 0001 0b 08 0000" },
	     { .cdb = "46 00 00 01 00 00 00 ff f8 00",
	       .reply = "00000018 00000041 0001 0b 08 00000001 00000000 0107 11 04 1f000000" });

	ck_assert_int_eq(mmc_each_feature(&mock.device, false, see, &seen), IMAPI_OK);
	ck_assert_uint_eq(seen.count, 3);
	ck_assert_uint_eq(seen.features[1].data[3], 1);
	ck_assert_uint_eq(seen.features[2].header.code, 0x107);
	mock_end(&mock);
}

T(a_drive_that_promises_more_features_for_ever_comes_to_an_end)
{
	struct seen seen = { 0 };

	MOCK(mock, { .reply = "7fffffff 00000041 ffff 03 00" },
	     { .reply = "7fffffff 00000041 0001 03 ff 00" },
	     { .reply = "7fffffff 00000041 0001 03 00", .repeat = true });

	ck_assert_int_eq(mmc_each_feature(&mock.device, false, see, &seen), IMAPI_OK);
	ck_assert_int_eq(mmc_each_feature(&mock.device, false, see, &seen), IMAPI_OK);
	ck_assert_uint_eq(seen.count, 2);
	mock_end(&mock);
}

T(a_feature_that_is_missing_has_its_own_status)
{
	struct mmc_feature f;

	MOCK(mock, { .reply = "00000004 00000008" },
	     { .reply = "00000010 00000008 0021 09 08 0102" },
	     { .status = 2, .sense = "5/20/00" });

	ck_assert_int_eq(mmc_read_feature(&mock.device, 0x21, &f),
			 IMAPI_E_RECORDER_NO_SUCH_FEATURE);
	ck_assert_int_eq(mmc_read_feature(&mock.device, 0x21, &f), IMAPI_OK);
	ck_assert_uint_eq(f.header.version, 2);
	ck_assert_uint_eq(f.data[1], 2);
	ck_assert_uint_eq(f.data[2], 0);
	ck_assert_int_eq(mmc_read_feature(&mock.device, 0x21, &f),
			 IMAPI_E_RECORDER_GET_CONFIGURATION_NOT_SUPPORTED);
	mock_end(&mock);
}

T(an_old_short_capabilities_page_is_enough)
{
	struct mmc_capabilities c;

	MOCK(mock, { .reply = golden("mode-2a-cd-rom.hex") });

	ck_assert_int_eq(mmc_read_capabilities(&mock.device, &c), IMAPI_OK);
	ck_assert_uint_eq(c.page_code, 0x2a);
	ck_assert_uint_eq(c.cd_r_read, 1);
	ck_assert_uint_eq(c.cd_rw_read, 1);
	ck_assert_uint_eq(c.method2, 1);
	ck_assert_uint_eq(c.cd_r_write, 0);
	ck_assert_uint_eq(c.multi_session, 1);
	ck_assert_uint_eq(c.loading_mechanism, 1);
	ck_assert_uint_eq(c.lock, 1);
	ck_assert_uint_eq(c.eject, 1);
	ck_assert_uint_eq(c.max_read_kbps, 0x2113);
	ck_assert_uint_eq(c.buffer_kib, 0x78);
	ck_assert_uint_eq(c.current_read_kbps, 0x2113);
	ck_assert_uint_eq(c.speed_count, 0);
	mock_end(&mock);
}

T(the_first_page_of_a_real_drive_is_found_behind_its_header)
{
	uint8_t page[12];
	size_t size;

	MOCK(mock, { .reply = golden("mode-all-gsa-4040b.hex") });

	ck_assert_int_eq(spc_mode_sense(&mock.device, 1, 0, page, sizeof(page), &size),
			 IMAPI_OK);
	ck_assert_uint_eq(size, 12);
	ck_assert_uint_eq(page[2], 0x80);
	ck_assert_uint_eq(page[3], 0x13);
	mock_end(&mock);
}

T(write_speeds_are_believed_as_far_as_the_length_goes)
{
	struct mmc_speeds s;

	MOCK(mock, { .reply = golden("performance-wrong-length.hex") },
	     { .reply = "00000024 00000000 08000000 00ba73ff 00004640 00004640 "
			"08000000 00ba73ff 00004640 00002320" },
	     { .reply = "ffffffff 00000000 08000000 00ba73ff 00004640 00004640 08" });

	ck_assert_int_eq(mmc_read_write_speeds(&mock.device, &s), IMAPI_OK);
	ck_assert_uint_eq(s.count, 0);
	ck_assert_int_eq(mmc_read_write_speeds(&mock.device, &s), IMAPI_OK);
	ck_assert_uint_eq(s.count, 2);
	ck_assert_uint_eq(s.speeds[0].rotation, 1);
	ck_assert_uint_eq(s.speeds[1].write_kbps, 8992);
	ck_assert_int_eq(mmc_read_write_speeds(&mock.device, &s), IMAPI_OK);
	ck_assert_uint_eq(s.count, 1);
	mock_end(&mock);
}

T(events_of_another_class_are_no_events)
{
	uint8_t event[EVENT_SIZE];
	struct mmc_event_header header;
	struct mmc_media_event media;
	struct mmc_busy_event busy;
	struct scsi_outcome o;

	MOCK(mock, { .reply = golden("event-media-present.hex") },
	     { .reply = golden("event-media-present.hex") }, { .reply = "0002 80 12 ffffffff" },
	     { .reply = "0006 06 50 01 02 01 2c" }, { .reply = "0006 06 50" });

	ck_assert_int_eq(mmc_try_event(&mock.device, EVENT_MEDIA, event, &o), IMAPI_OK);
	wire_get(&wire_media_event, event, EVENT_SIZE, &media);
	ck_assert_uint_eq(media.present, 1);
	ck_assert_uint_eq(media.tray_open, 0);
	ck_assert_int_eq(mmc_try_event(&mock.device, EVENT_BUSY, event, &o), IMAPI_OK);
	wire_get(&wire_event_header, event, EVENT_SIZE, &header);
	ck_assert_uint_eq(header.none_available, 1);
	ck_assert_uint_eq(header.supported, 0x10);
	ck_assert_uint_eq(event[5], 0);
	ck_assert_int_eq(mmc_try_event(&mock.device, EVENT_BUSY, event, &o), IMAPI_OK);
	ck_assert_uint_eq(event[4], 0);
	ck_assert_int_eq(mmc_try_event(&mock.device, EVENT_BUSY, event, &o), IMAPI_OK);
	wire_get(&wire_busy_event, event, EVENT_SIZE, &busy);
	ck_assert_uint_eq(busy.event, 1);
	ck_assert_uint_eq(busy.busy_status, 2);
	ck_assert_uint_eq(busy.time_100ms, 300);
	ck_assert_int_eq(mmc_try_event(&mock.device, EVENT_BUSY, event, &o), IMAPI_OK);
	wire_get(&wire_event_header, event, EVENT_SIZE, &header);
	ck_assert_uint_eq(header.none_available, 1);
	mock_end(&mock);
}

T(a_table_of_contents_ends_where_its_length_says)
{
	struct mmc_toc toc;

	MOCK(mock, { .reply = "0012 01 01 00 14 01 00 00000000 00 14 aa 00 00048160" },
	     { .reply = "000a 01 01 00 14 01 00 00000000 00 14 aa 00 00048160" },
	     { .reply = "ffff 01 01 00 14 01 00 00000000" }, { .reply = "0002 01 01" });

	ck_assert_int_eq(mmc_read_toc(&mock.device, 0, &toc), IMAPI_OK);
	ck_assert_uint_eq(toc.count, 2);
	ck_assert_uint_eq(toc.tracks[0].control, 4);
	ck_assert_uint_eq(toc.tracks[1].track, 0xaa);
	ck_assert_uint_eq(toc.tracks[1].address, 0x48160);
	ck_assert_int_eq(mmc_read_toc(&mock.device, 0, &toc), IMAPI_OK);
	ck_assert_uint_eq(toc.count, 1);
	ck_assert_int_eq(mmc_read_toc(&mock.device, 0, &toc), IMAPI_OK);
	ck_assert_uint_eq(toc.count, 1);
	ck_assert_int_eq(mmc_read_toc(&mock.device, 0, &toc),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

T(format_capacities_come_after_the_current_one)
{
	struct mmc_formats f;

	MOCK(mock,
	     { .reply = "000000 18 00ba7400 01 000800 00b47400 c8 000000 00b57400 00 001000" },
	     { .reply = "000000 04 00ba7400 01 000800" });

	ck_assert_int_eq(mmc_read_format_capacities(&mock.device, &f), IMAPI_OK);
	ck_assert_uint_eq(f.current.blocks, 12219392);
	ck_assert_uint_eq(f.current.type, 1);
	ck_assert_uint_eq(f.current.block_length, 2048);
	ck_assert_uint_eq(f.count, 2);
	ck_assert_uint_eq(f.formats[0].type, 0x32);
	ck_assert_uint_eq(f.formats[0].sub_type, 0);
	ck_assert_uint_eq(f.formats[1].parameter, 0x1000);
	ck_assert_int_eq(mmc_read_format_capacities(&mock.device, &f),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

T(a_buffer_cannot_be_freer_than_it_is_large)
{
	struct mmc_buffer_capacity b;

	MOCK(mock, { .reply = "000a 00 00 00131800 00131800" },
	     { .reply = "000a 00 00 00131800 00131801" });

	ck_assert_int_eq(mmc_read_buffer_capacity(&mock.device, &b), IMAPI_OK);
	ck_assert_uint_eq(b.total, 0x131800);
	ck_assert_int_eq(mmc_read_buffer_capacity(&mock.device, &b),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	mock_end(&mock);
}

static unsigned bug_lines;

static void count_line(void *user, enum imapi_log_level level, const char *line)
{
	(void)user;
	bug_lines += level == IMAPI_LOG_ERROR && strncmp(line, "drive: ", 7) == 0;
}

T(a_length_that_cannot_be_is_the_drives_fault_by_name)
{
	struct mmc_disc_info d;
	struct mmc_track_info t;
	struct scsi_outcome o;

	MOCK(mock, { .reply = "0002 0e 01 01 01 01 00 00 00 00 00" },
	     { .reply =
		       "0004 01 01 00 04 01 00 00000000 00000000 00000000 00000000 00000000" });

	bug_lines = 0;
	imapi_context_set_log(mock.context, IMAPI_LOG_ERROR, count_line, NULL);
	ck_assert_int_eq(mmc_try_disc_info(&mock.device, &d, &o),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	ck_assert_int_eq(o.status, IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	ck_assert_int_eq(o.action, SENSE_INQUIRE);
	ck_assert_int_eq(mmc_try_track_info(&mock.device, TRACK_BY_TRACK, 1, &t, &o),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	ck_assert_uint_eq(bug_lines, 2);
	mock_end(&mock);
}

T(reads_are_split_and_short_ones_fail)
{
	static uint8_t data[70 * 2048];
	static char block[65536 * 2 + 1];

	memset(block, '5', sizeof(block) - 1);
	{
		MOCK(mock, { .cdb = "28 00 00 00 01 00 00 00 20 00", .reply = block },
		     { .cdb = "28 00 00 00 01 20 00 00 20 00", .reply = block },
		     { .cdb = "28 00 00 00 01 40 00 00 06 00", .reply = block },
		     { .reply = "00" });

		ck_assert_int_eq(mmc_read(&mock.device, 0x100, data, 70), IMAPI_OK);
		ck_assert_uint_eq(data[sizeof(data) - 1], 0x55);
		ck_assert_int_eq(mmc_read(&mock.device, 0x100, data, 1),
				 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
		ck_assert_int_eq(imapi_error_lba(imapi_last_error(mock.context)), 0x100);
		mock_end(&mock);
	}
}

T(layer_0_is_asked_for_and_set)
{
	struct mmc_layer_capacity c;
	struct scsi_outcome o;

	MOCK(mock,
	     { .cdb = "ad 00 00 00 00 00 00 20 00 0c 00 00",
	       .reply = "000a 0000 80 000000 001fd800" },
	     { .cdb = "ad 00 00 00 00 00 00 20 00 0c 00 00", .reply = "000a 0000 00 000000" },
	     { .cdb = "bf 00 00 00 00 00 00 20 00 0c 00 00",
	       .out = "000a 0000 00 000000 00012340" });

	ck_assert_int_eq(mmc_read_layer_capacity(&mock.device, &c), IMAPI_OK);
	ck_assert_uint_eq(c.is_set, 1);
	ck_assert_uint_eq(c.blocks, 2086912);
	ck_assert_int_eq(mmc_read_layer_capacity(&mock.device, &c),
			 IMAPI_E_RECORDER_INVALID_RESPONSE_FROM_DEVICE);
	ck_assert_int_eq(mmc_try_layer_capacity(&mock.device, 0x12340, &o), IMAPI_OK);
	mock_end(&mock);
}

T_MAIN("replies")
