/* SPDX-License-Identifier: MIT */
/* What a report is made of: samples, scales, words, escaped text, and the numbers of both
 * forms. */
#include "support/t.h"

#include "made-up.h"

#include "tools/chart.h"
#include "tools/html.h"
#include "tools/report-html.h"
#include "tools/report-json.h"
#include "tools/report-words.h"

#include <string.h>

static void write_at(struct record *record, int64_t lba, uint64_t ms)
{
	struct imapi_progress p = IMAPI_PROGRESS_INIT;

	p.action = IMAPI_ACTION_WRITING_DATA;
	p.start_lba = 1000;
	p.last_written_lba = lba - 1;
	p.elapsed_ms = ms;
	p.total_system_buffer = 200;
	p.used_system_buffer = 50;
	record_progress(record, &p);
}

T(samples_are_bounded_and_lose_nothing_however_long_the_burn_is)
{
	struct record *record = record_new();
	uint64_t sectors = 0, ms = 0;

	write_at(record, 1000, 0);
	for (uint64_t i = 1; i <= 1000000; i++)
		write_at(record, 1000 + (int64_t)i * 32, i * 37);
	ck_assert_uint_le(record->write.count, SERIES_MOST);
	ck_assert_uint_ge(record->write.count, SERIES_MOST / 2);
	for (size_t i = 0; i < record->write.count; i++) {
		const struct sample *s = &record->write.samples[i];

		ck_assert_int_eq(s->lba, 1000 + (int64_t)sectors);
		sectors += s->sectors;
		ms += s->ms;
		ck_assert(s->host.mean > 24.9 && s->host.mean < 25.1);
		ck_assert(s->drive.mean < 0);
	}
	ck_assert_uint_eq(sectors, 32000000);
	ck_assert_uint_eq(ms, 37000000);
	free(record);
}

T(a_moment_without_data_shows_in_the_slowest_speed)
{
	struct record *record = record_new();
	double slowest = 1e9;

	write_at(record, 1000, 0);
	for (uint64_t i = 1; i <= 10000; i++)
		write_at(record, 1000 + (int64_t)i * 100, i * 100 + (i > 5000 ? 9900 : 0));
	for (size_t i = 0; i < record->write.count; i++)
		if (record->write.samples[i].slowest < slowest)
			slowest = record->write.samples[i].slowest;
	ck_assert(slowest > 20 && slowest < 21);
	free(record);
}

T(samples_take_no_harm_from_progress_that_goes_back)
{
	struct record *record = record_new();

	write_at(record, 2000, 100);
	write_at(record, 1500, 300);
	write_at(record, 0, 200);
	ck_assert_uint_eq(record->write.count, 1);
	ck_assert_uint_eq(record->write.samples[0].sectors, 1000);
	record_progress(NULL, &(struct imapi_progress)IMAPI_PROGRESS_INIT);
	free(record);
}

T(marks_are_at_round_numbers)
{
	ck_assert(step_of_numbers(30.6, 5) == 10);
	ck_assert(step_of_numbers(151059, 8) == 20000);
	ck_assert(step_of_numbers(5, 5) == 1);
	ck_assert(step_of_numbers(0, 5) == 1);
	ck_assert(step_of_times(400, 8) == 50);
	ck_assert(step_of_times(8 * 60e3, 8) == 60e3);
	ck_assert(step_of_times(25 * 60e3, 8) == 300e3);
	ck_assert(step_of_times(70 * 60e3, 8) == 600e3);
	ck_assert(step_of_times(4 * 3600e3, 5) == 3600e3);
	ck_assert(step_of_times(1e12, 8) == 86400e3 * 2000);
}

T(what_lies_outside_a_scale_is_drawn_at_its_edge)
{
	struct scale scale = { 10, 20, 100, 200 };

	ck_assert(scale_place(&scale, 15) == 150);
	ck_assert(scale_clip(&scale, 9) == 100);
	ck_assert(scale_clip(&scale, 1e300) == 200);
	scale.to = 10;
	ck_assert(scale_place(&scale, 15) == 100);
}

T(durations_name_their_units)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} rows[] = {
		{ 0, "0.0 s" },
		{ 400, "0.4 s" },
		{ 31400, "31 s" },
		{ 60000, "1 min" },
		{ 250000, "4 min 10 s" },
		{ 3600000, "1 h" },
		{ 4200000, "1 h 10 min" },
		{ 3601000, "1 h" },
	};
	char text[SIZE_TEXT];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(duration_print(rows[i].ms, text), rows[i].text);
}

T(long_numbers_are_grouped)
{
	char text[SIZE_TEXT * 2];

	ck_assert_str_eq(grouped_print(7, text), "7");
	ck_assert_str_eq(grouped_print(999, text), "999");
	ck_assert_str_eq(grouped_print(-1234, text), "-1\xe2\x80\xaf"
						     "234");
	ck_assert_str_eq(grouped_print(1234567, text), "1\xe2\x80\xaf"
						       "234\xe2\x80\xaf"
						       "567");
}

static char *escaped(const char *text)
{
	char *result = NULL;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	html_text(out, text);
	fclose(out);
	return result;
}

T(text_from_outside_cannot_leave_its_place)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;" },
		{ "&amp;", "&amp;amp;" },
		{ "\x01\x7f\n", "\xef\xbf\xbd\xef\xbf\xbd " },
		{ "a\xff"
		  "b\xc3",
		  "a\xef\xbf\xbd"
		  "b\xef\xbf\xbd" },
		{ "\xef\xbf\xbf|\xef\xbf\xbe", "\xef\xbf\xbd|\xef\xbf\xbd" },
		{ "\xe6\x97\xa5", "\xe6\x97\xa5" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = escaped(rows[i].in);

		ck_assert_str_eq(text, rows[i].out);
		free(text);
	}
}

static char *page_of(const struct report_data *data)
{
	char *page = NULL;
	size_t size;
	FILE *out = open_memstream(&page, &size);

	report_html(out, data);
	fclose(out);
	return page;
}

T(a_page_never_holds_a_tag_from_outside)
{
	struct made_up m;
	char *page;

	ck_assert(made_up_begin(&m, "bad"));
	page = page_of(&m.data);
	ck_assert_ptr_null(strstr(page, "<script"));
	ck_assert_ptr_null(strstr(page, "<b>"));
	ck_assert_ptr_null(strstr(page, "<i>"));
	ck_assert_ptr_nonnull(
		strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;/a&amp;b.jpg"));
	free(page);
	made_up_done(&m);
}

T(the_json_holds_every_wait_source_and_poll)
{
	struct made_up m;
	json_t *waits, *wait, *poll;

	ck_assert(made_up_begin(&m, "verified"));
	waits = waits_json(&m.data);
	ck_assert_uint_eq(json_array_size(waits), 2);
	wait = json_array_get(waits, 1);
	ck_assert_str_eq(json_string_value(json_object_get(wait, "operation")),
			 "close-session");
	ck_assert_str_eq(json_string_value(json_object_get(wait, "end")), "confirmed");
	ck_assert_int_eq(json_integer_value(json_object_get(wait, "duration_ms")), 600000);
	ck_assert_int_eq(json_integer_value(json_object_get(wait, "usual_ms")), 750000);
	ck_assert_uint_eq(json_array_size(json_object_get(wait, "sources")), 4);
	ck_assert_uint_eq(json_array_size(json_object_get(wait, "polls")),
			  m.data.waits[1].poll_count);
	poll = json_array_get(json_object_get(wait, "polls"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(poll, "class")), "split");
	ck_assert_int_eq(json_integer_value(json_object_get(poll, "at_ms")), 200);
	json_decref(waits);
	made_up_done(&m);
}

/* The outcome that a result gets, by name. */
static const char *named(enum imapi_close_state close, imapi_status status, int64_t lost)
{
	struct report_data data = { .verb = "burn", .has_result = true, .status = status };
	struct outcome_words words;

	data.result = (struct imapi_burn_result)IMAPI_BURN_RESULT_INIT;
	data.result.sectors_written = 1000;
	data.result.close = close;
	data.result.lost_from_lba = lost;
	outcome_describe(&data, &words);
	ck_assert(words.title[0] && (words.text[0] || !data.failure));
	return words.name;
}

T(every_end_has_a_name_of_its_own)
{
	const imapi_status failed = IMAPI_E_CLOSE_REJECTED;

	ck_assert_str_eq(named(IMAPI_CLOSE_CLOSED, IMAPI_OK, -1), "closed");
	ck_assert_str_eq(named(IMAPI_CLOSE_CLOSED, failed, -1), "failed");
	ck_assert_str_eq(named(IMAPI_CLOSE_REJECTED, failed, -1), "close-refused");
	ck_assert_str_eq(named(IMAPI_CLOSE_REJECTED, failed, 12), "data-lost");
	ck_assert_str_eq(named(IMAPI_CLOSE_STILL_RUNNING, failed, -1), "still-closing");
	ck_assert_str_eq(named(IMAPI_CLOSE_NO_ANSWER, failed, -1), "no-answer");
	ck_assert_str_eq(named(IMAPI_CLOSE_GONE, failed, -1), "gone");
	ck_assert_str_eq(named(IMAPI_CLOSE_UNCONFIRMED, failed, -1), "unconfirmed");
	ck_assert_str_eq(named(IMAPI_CLOSE_DATA_SHORT, failed, -1), "data-lost");
	ck_assert_str_eq(named(IMAPI_CLOSE_CLOSED, IMAPI_E_REQUEST_CANCELLED, -1), "cancelled");
}

T(numbers_that_make_no_sense_draw_a_page_all_the_same)
{
	struct made_up m;
	char *page;

	ck_assert(made_up_begin(&m, "verified"));
	m.data.waits[0].wait.duration_ms = UINT64_MAX;
	m.data.waits[0].wait.end = (enum imapi_wait_end)99;
	m.data.waits[0].wait.operation = (enum imapi_operation)99;
	m.data.waits[0].polls[0].class_ = (enum imapi_poll_class)99;
	m.data.waits[1].polls[3].deadline_ms = UINT64_MAX;
	m.data.waits[1].polls[4].foretold_ms = UINT64_MAX;
	m.data.waits[1].polls[5].progress_class = (enum imapi_progress_class)99;
	m.data.result.start_lba = INT64_MAX - 1;
	m.data.single_kbps = UINT32_MAX;
	page = page_of(&m.data);
	ck_assert_ptr_null(strstr(page, "nan"));
	ck_assert_ptr_null(strstr(page, "\"inf"));
	free(page);
	made_up_done(&m);
}

T_MAIN("report")
