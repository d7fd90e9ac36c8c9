/* SPDX-License-Identifier: MIT */
#include "burn/sources.h"

#include "burn/history.h"
#include "support/t.h"

#define SECONDS(n) ((usec_t)(n)*USEC_PER_SEC)

static const struct budget_work work = { .family = MEDIA_BD,
					 .operation = IMAPI_OPERATION_CLOSE_SESSION,
					 .rate = 17980,
					 .max_wait_s = 14400 };

static struct budget with_page(unsigned group1, unsigned group2, bool *ret_believed)
{
	struct sources s = { .has_page = true };
	struct source_case c = { .sources = &s, .work = &work, .profile = 0x41 };
	struct account account = { 0 };
	struct account_entry *entry = account_open(&account, IMAPI_OPERATION_CLOSE_SESSION, 0);
	struct budget b;

	s.page.group1_s = (uint16_t)group1;
	s.page.group2_s = (uint16_t)group2;
	b = sources_budget(&c, entry);
	ck_assert_str_eq(entry->sources[1].name, "mode page 1Dh");
	*ret_believed = entry->sources[1].believed;
	ck_assert_uint_ge(b.usual, budget_for(&work).usual);
	account_done(&account);
	return b;
}

T(a_mode_page_with_nonsense_is_not_believed)
{
	static const unsigned pages[][2] = { { 0, 0 },	       { 1, 1 },     { 5, 9 },
					     { 65535, 65535 }, { 5, 32767 }, { 256, 22530 },
					     { 600, 30 } };
	bool believed;

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct budget b = with_page(pages[i][0], pages[i][1], &believed);

		ck_assert(!believed);
		ck_assert_uint_eq(b.usual, budget_for(&work).usual);
	}
}

T(a_mode_page_that_makes_sense_only_lengthens_the_wait)
{
	bool believed;

	ck_assert_uint_eq(with_page(5, 10, &believed).usual, SECONDS(240));
	ck_assert(believed);
	ck_assert_uint_eq(with_page(5, 1800, &believed).usual, SECONDS(3600));
	ck_assert(believed);
	ck_assert_uint_eq(with_page(5, 7200, &believed).usual, SECONDS(14400));
	ck_assert(believed);
}

T(every_source_has_its_row_with_a_reason)
{
	struct sources s = { .event_classes = 0x52 };
	struct source_case c = { .sources = &s, .work = &work, .profile = 0x41 };
	struct account account = { 0 };
	struct account_entry *entry = account_open(&account, IMAPI_OPERATION_CLOSE_SESSION, 0);

	sources_budget(&c, entry);
	ck_assert_uint_ge(entry->source_count, 5);
	for (unsigned i = 0; i < entry->source_count; i++) {
		ck_assert_uint_gt(strlen(entry->sources[i].said), 0);
		ck_assert_uint_gt(strlen(entry->sources[i].reason), 0);
	}
	ck_assert(sources_busy_events(&s));
	ck_assert_str_eq(entry->sources[3].said, "event classes 52h");
	account_done(&account);
}

T(command_time_outs_count_where_they_were_asked_and_make_sense)
{
	static const struct {
		uint32_t nominal, recommended;
		unsigned usual_s;
	} rows[] = { { 600, 1800, 1800 },
		     { 600, 0, 1200 },
		     { 10, 30, 240 },
		     { 0, 0, 240 },
		     { 0, 90000, 240 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sources s = { .asked_times = true };
		struct source_case c = { .sources = &s, .work = &work, .profile = 0x41 };

		s.times[1].nominal_s = rows[i].nominal;
		s.times[1].recommended_s = rows[i].recommended;
		ck_assert_uint_eq(sources_budget(&c, NULL).usual, SECONDS(rows[i].usual_s));
	}
}

T(without_an_account_the_budget_is_the_same)
{
	struct sources s = { .has_page = true, .page = { .group1_s = 5, .group2_s = 600 } };
	struct source_case c = { .sources = &s, .work = &work, .profile = 0x41 };

	ck_assert_uint_eq(sources_budget(&c, NULL).usual, SECONDS(1200));
}

T_MAIN("sources")
