/* SPDX-License-Identifier: MIT */
/* What a recorder tells of its drive: features, mode pages, descriptors, the disc. */
#include "imapi/recorder-ex.h"

#include "api/recorder.h"
#include "support/t.h"

#include <stdbool.h>
#include <string.h>

static struct imapi_context *context;
static struct imapi_recorder *recorder;
static uint8_t *bytes;
static size_t length;

static void begin(const char *address)
{
	ck_assert_int_eq(imapi_context_new(&context), IMAPI_OK);
	if (imapi_recorder_open(context, address, &recorder))
		ck_abort_msg("%s", imapi_error_message(imapi_last_error(context)));
}

static void done(void)
{
	free(bytes);
	bytes = NULL;
	imapi_recorder_free(recorder);
	imapi_context_free(context);
}

static void take(imapi_status status)
{
	if (status)
		ck_abort_msg("%s", imapi_error_message(imapi_last_error(context)));
}

static void drop(void)
{
	free(bytes);
	bytes = NULL;
	length = 0;
}

T(a_feature_comes_with_its_header_and_nothing_else)
{
	begin("sim:bd-r");
	take(imapi_recorder_feature_page(recorder, IMAPI_FEATURE_CORE, 1, &bytes, &length));
	ck_assert_uint_eq(length, 4u + bytes[3]);
	ck_assert_uint_eq(bytes[0] << 8 | bytes[1], IMAPI_FEATURE_CORE);
	ck_assert_uint_eq(bytes[2] & 1, 1);
	drop();
	take(imapi_recorder_feature_page(recorder, IMAPI_FEATURE_PROFILE_LIST, 0, &bytes,
					 &length));
	ck_assert_uint_eq(length % 4, 0);
	ck_assert_uint_gt(length, 8);
	done();
}

T(a_feature_that_is_not_current_or_not_there_says_so)
{
	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_feature_page(recorder, IMAPI_FEATURE_CD_TRACK_AT_ONCE,
						     1, &bytes, &length),
			 IMAPI_E_RECORDER_FEATURE_IS_NOT_CURRENT);
	take(imapi_recorder_feature_page(recorder, IMAPI_FEATURE_CD_TRACK_AT_ONCE, 0, &bytes,
					 &length));
	ck_assert_int_eq(imapi_recorder_feature_page(recorder, 0xfff0, 0, &bytes, &length),
			 IMAPI_E_RECORDER_NO_SUCH_FEATURE);
	done();
}

T(mode_pages_are_listed_in_order_and_each_can_be_read)
{
	uint8_t codes[64], few[1] = { 0 };
	size_t count = 0;
	bool has_write = false;

	begin("sim:bd-r");
	take(imapi_recorder_mode_pages(recorder, codes, sizeof(codes), &count));
	ck_assert_uint_ge(count, 3);
	for (size_t i = 0; i < count; i++) {
		ck_assert(i == 0 || codes[i - 1] < codes[i]);
		has_write |= codes[i] == IMAPI_MODE_PAGE_WRITE_PARAMETERS;
		take(imapi_recorder_mode_page(recorder, codes[i], IMAPI_MODE_PAGE_CURRENT,
					      &bytes, &length));
		ck_assert_uint_eq(bytes[0] & 0x3f, codes[i]);
		ck_assert_uint_eq(length, bytes[1] + 2u);
		drop();
	}
	ck_assert(has_write);
	take(imapi_recorder_mode_pages(recorder, few, 1, &count));
	ck_assert_uint_eq(few[0], codes[0]);
	ck_assert_uint_gt(count, 1);
	done();
}

T(a_drive_that_does_not_list_its_mode_pages_is_asked_for_each)
{
	uint8_t codes[64];
	size_t count = 0, again = 0;

	begin("sim:bd-r");
	take(imapi_recorder_mode_pages(recorder, NULL, 0, &count));
	done();
	begin("sim:bd-r?fault=mode-sense@1:5/24/00");
	take(imapi_recorder_mode_pages(recorder, codes, sizeof(codes), &again));
	ck_assert_uint_eq(again, count);
	done();
}

T(a_mode_page_has_current_changeable_and_default_values)
{
	static const enum imapi_mode_page_values kinds[] = { IMAPI_MODE_PAGE_CURRENT,
							     IMAPI_MODE_PAGE_CHANGEABLE,
							     IMAPI_MODE_PAGE_DEFAULT };

	begin("sim:bd-r");
	for (size_t i = 0; i < 3; i++) {
		take(imapi_recorder_mode_page(recorder, IMAPI_MODE_PAGE_WRITE_PARAMETERS,
					      kinds[i], &bytes, &length));
		ck_assert_uint_eq(length, 0x32 + 2);
		drop();
	}
	ck_assert_int_eq(imapi_recorder_mode_page(recorder, IMAPI_MODE_PAGE_WRITE_PARAMETERS,
						  IMAPI_MODE_PAGE_SAVED, &bytes, &length),
			 IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE);
	ck_assert_int_eq(imapi_recorder_mode_page(recorder, 0x1f, IMAPI_MODE_PAGE_CURRENT,
						  &bytes, &length),
			 IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE);
	ck_assert_int_eq(imapi_recorder_mode_page(recorder, 0x3f, IMAPI_MODE_PAGE_CURRENT,
						  &bytes, &length),
			 IMAPI_E_INVALIDARG);
	done();
}

T(a_mode_page_that_was_set_reads_back)
{
	begin("sim:cd-r");
	take(imapi_recorder_mode_page(recorder, IMAPI_MODE_PAGE_WRITE_PARAMETERS,
				      IMAPI_MODE_PAGE_CURRENT, &bytes, &length));
	bytes[2] ^= 0x40; /* BUFE */
	take(imapi_recorder_set_mode_page(recorder, 0, bytes, length));
	uint8_t wanted = bytes[2];
	drop();
	take(imapi_recorder_mode_page(recorder, IMAPI_MODE_PAGE_WRITE_PARAMETERS,
				      IMAPI_MODE_PAGE_CURRENT, &bytes, &length));
	ck_assert_uint_eq(bytes[2], wanted);
	ck_assert_uint_eq(recorder->holds, 0);
	bytes[2] = 0x0f;
	ck_assert_int_eq(imapi_recorder_set_mode_page(recorder, 0, bytes, length),
			 IMAPI_E_RECORDER_INVALID_MODE_PARAMETERS);
	ck_assert_int_eq(imapi_recorder_set_mode_page(recorder, 0, bytes, length - 1),
			 IMAPI_E_INVALIDARG);
	ck_assert_uint_eq(recorder->holds, 0);
	done();
}

T(disc_and_track_information_come_as_the_drive_sends_them)
{
	begin("sim:bd-r");
	take(imapi_recorder_disc_information(recorder, &bytes, &length));
	ck_assert_uint_ge(length, 34);
	ck_assert_uint_eq(bytes[2] & 3, 0); /* blank */
	drop();
	take(imapi_recorder_track_information(recorder, 1, IMAPI_TRACK_ADDRESS_TRACK, &bytes,
					      &length));
	ck_assert_uint_ge(length, 28);
	ck_assert_uint_eq(bytes[2], 1);
	drop();
	take(imapi_recorder_track_information(recorder, 0, IMAPI_TRACK_ADDRESS_LBA, &bytes,
					      &length));
	drop();
	ck_assert_int_eq(imapi_recorder_track_information(recorder, 0,
							  (enum imapi_track_address_type)3,
							  &bytes, &length),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_lt(imapi_recorder_track_information(
				 recorder, 99, IMAPI_TRACK_ADDRESS_TRACK, &bytes, &length),
			 0);
	done();
}

T(a_disc_structure_comes_without_header_and_one_that_is_not_there_says_so)
{
	struct imapi_disc_structure which = IMAPI_DISC_STRUCTURE_INIT;

	begin("sim:bd-r");
	which.media_type = 1;
	which.format = 0; /* disc information */
	take(imapi_recorder_read_disc_structure(recorder, &which, &bytes, &length));
	ck_assert_uint_ge(length, 64);
	ck_assert_mem_eq(bytes, "DI", 2);
	drop();
	which.format = 0x7e;
	ck_assert_int_eq(imapi_recorder_read_disc_structure(recorder, &which, &bytes, &length),
			 IMAPI_E_RECORDER_DVD_STRUCTURE_NOT_PRESENT);
	which.agid = 4;
	ck_assert_int_eq(imapi_recorder_read_disc_structure(recorder, &which, &bytes, &length),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_recorder_send_disc_structure(recorder, 0, "x", 0),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_eq(imapi_recorder_send_disc_structure(recorder, 0, "x", 65532),
			 IMAPI_E_INVALIDARG);
	ck_assert_int_lt(imapi_recorder_send_disc_structure(recorder, 0x7e, "x", 1), 0);
	ck_assert_uint_eq(recorder->holds, 0);
	done();
}

T(descriptors_tell_what_inquiry_and_the_system_say)
{
	struct imapi_device_descriptor device = IMAPI_DEVICE_DESCRIPTOR_INIT;
	struct imapi_adapter_descriptor adapter = IMAPI_ADAPTER_DESCRIPTOR_INIT;
	struct imapi_recorder_place place = IMAPI_RECORDER_PLACE_INIT;
	char **names;

	begin("sim:bd-r");
	take(imapi_recorder_device(recorder, &device));
	ck_assert_uint_eq(device.device_type, 5);
	ck_assert_int_eq(device.removable_media, 1);
	ck_assert_str_eq(device.vendor_id, "IMAPI");
	ck_assert_uint_ge(device.inquiry_length, 36);
	ck_assert_mem_eq(device.inquiry + 8, "IMAPI   ", 8);
	ck_assert_str_ne(device.serial_number, "");
	take(imapi_recorder_adapter(recorder, &adapter));
	ck_assert_int_eq(adapter.bus_type, IMAPI_BUS_UNKNOWN);
	ck_assert_uint_ge(adapter.maximum_transfer_length, 32768);
	ck_assert_uint_eq(adapter.alignment_mask, 0);
	take(imapi_recorder_place(recorder, &place));
	ck_assert_str_eq(place.volume_name, "");
	ck_assert_int_eq(place.legacy_number, -1);
	take(imapi_recorder_volume_path_names(recorder, &names));
	ck_assert_ptr_null(names[0]);
	free(names);
	ck_assert_uint_eq(imapi_recorder_byte_alignment(recorder), 1);
	ck_assert_uint_eq(imapi_recorder_max_page_aligned_transfer(recorder),
			  adapter.maximum_transfer_length);
	ck_assert_uint_eq(imapi_recorder_max_non_page_aligned_transfer(recorder),
			  adapter.maximum_transfer_length);
	done();
}

T(missing_arguments_are_refused)
{
	begin("sim:bd-r");
	ck_assert_int_eq(imapi_recorder_feature_page(recorder, 1, 0, NULL, &length),
			 IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_mode_page(NULL, 5, 0, &bytes, &length),
			 IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_disc_information(recorder, &bytes, NULL),
			 IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_device(recorder, NULL), IMAPI_E_POINTER);
	ck_assert_int_eq(imapi_recorder_volume_path_names(recorder, NULL), IMAPI_E_POINTER);
	ck_assert_uint_eq(imapi_recorder_byte_alignment(NULL), 0);
	done();
}

T_MAIN("recorder-properties")
