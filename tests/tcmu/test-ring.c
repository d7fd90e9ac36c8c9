/* SPDX-License-Identifier: MIT */
/* The ring against a mailbox in memory, laid out as linux/target_core_user.h has it. */
#include "tcmu/ring.h"

#include "base/mem.h"
#include "support/t.h"

#include <linux/target_core_user.h>
#include <stdio.h>

#define RING_BEGIN 4096u
#define RING_LENGTH 1024u
#define AREA (RING_BEGIN + RING_LENGTH)
#define MAP_SIZE (AREA + 65536u)
#define ENTRY 128u /* of a command with one piece */

/* Where the numbers are, counted by hand from the header. */
enum {
	BOX_FLAGS = 2,
	BOX_BEGIN = 4,
	BOX_LENGTH = 8,
	BOX_HEAD = 12,
	BOX_TAIL = 64,
	ENTRY_ID = 4,
	ENTRY_UFLAGS = 7,
	ENTRY_COUNT = 8,
	ENTRY_CDB = 24,
	ENTRY_PIECES = 48,
	ENTRY_STATUS = 8,
	ENTRY_READ = 12,
	ENTRY_SENSE = 16,
};

struct box {
	_Alignas(64) uint8_t map[MAP_SIZE];
	struct ring ring;
};

static void put(struct box *box, size_t at, uint64_t value, size_t bytes)
{
	memcpy(box->map + at, &value, bytes);
}

static uint32_t get(const struct box *box, size_t at)
{
	uint32_t value;

	memcpy(&value, box->map + at, sizeof(value));
	return value;
}

static struct box *new_box(void)
{
	struct box *box = aligned_alloc(64, (sizeof(*box) + 63) / 64 * 64);

	memset(box, 0, sizeof(*box));
	put(box, 0, 2, 2);
	put(box, BOX_FLAGS, TCMU_MAILBOX_FLAG_CAP_READ_LEN, 2);
	put(box, BOX_BEGIN, RING_BEGIN, 4);
	put(box, BOX_LENGTH, RING_LENGTH, 4);
	ck_assert(ring_attach(&box->ring, box->map, MAP_SIZE));
	return box;
}

/* An entry at the head, which moves on; returns where it is. */
static uint32_t add(struct box *box, unsigned operation, uint32_t length)
{
	uint32_t head = get(box, BOX_HEAD), at = RING_BEGIN + head;

	put(box, at, length | operation, 4);
	put(box, BOX_HEAD, (head + length) % RING_LENGTH, 4);
	return at;
}

/* A READ(10) of @length bytes at @where in the map; its CDB is in the entry's last bytes. */
static uint32_t add_read(struct box *box, uint64_t where, uint64_t length)
{
	static const uint8_t cdb[10] = { 0x28, 0, 0, 0, 0, 16, 0, 0, 1 };
	uint32_t at = add(box, TCMU_OP_CMD, ENTRY);

	put(box, at + ENTRY_COUNT, 1, 4);
	put(box, at + ENTRY_CDB, at + ENTRY - 16, 8);
	put(box, at + ENTRY_PIECES, where, 8);
	put(box, at + ENTRY_PIECES + 8, length, 8);
	memcpy(box->map + at + ENTRY - 16, cdb, sizeof(cdb));
	return at;
}

static struct imapi_exchange good_read(uint32_t length, uint32_t residual)
{
	return (struct imapi_exchange){ .direction = IMAPI_DIRECTION_IN,
					.data_length = length,
					.residual = residual };
}

T(the_layout_is_that_of_the_kernel)
{
	ck_assert_uint_eq(offsetof(struct tcmu_mailbox, cmd_head), BOX_HEAD);
	ck_assert_uint_eq(offsetof(struct tcmu_mailbox, cmd_tail), BOX_TAIL);
	ck_assert_uint_eq(offsetof(struct tcmu_cmd_entry, req.cdb_off), ENTRY_CDB);
	ck_assert_uint_eq(offsetof(struct tcmu_cmd_entry, req.iov), ENTRY_PIECES);
	ck_assert_uint_eq(offsetof(struct tcmu_cmd_entry, rsp.sense_buffer), ENTRY_SENSE);
}

T(an_empty_ring_has_no_command)
{
	struct box *box = new_box();
	struct ring_request request;

	ck_assert_int_eq(ring_next(&box->ring, &request), RING_EMPTY);
	free(box);
}

T(a_command_points_into_the_data_area)
{
	struct box *box = new_box();
	struct ring_request request;

	add_read(box, AREA + 4096, 2048);
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ck_assert_uint_eq(request.cdb[0], 0x28);
	ck_assert_uint_eq(request.cdb_length, 10);
	ck_assert_uint_eq(request.data_length, 2048);
	ck_assert_ptr_eq(request.data, box->map + AREA + 4096);
	free(box);
}

T(a_command_stays_the_next_one_until_it_is_answered)
{
	struct box *box = new_box();
	struct ring_request request, again;
	struct imapi_exchange x = good_read(2048, 0);

	add_read(box, AREA, 2048);
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ck_assert_int_eq(ring_next(&box->ring, &again), RING_REQUEST);
	ck_assert_uint_eq(request.at, again.at);
	ring_answer(&box->ring, &request, &x);
	ck_assert_uint_eq(get(box, BOX_TAIL), ENTRY);
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_EMPTY);
	free(box);
}

T(an_answer_tells_how_much_of_a_read_came)
{
	struct box *box = new_box();
	struct ring_request request;
	struct imapi_exchange x = good_read(2048, 48);
	uint32_t at = add_read(box, AREA, 2048);

	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ring_answer(&box->ring, &request, &x);
	ck_assert_uint_eq(box->map[at + ENTRY_STATUS], 0);
	ck_assert_uint_eq(box->map[at + ENTRY_UFLAGS], TCMU_UFLAG_READ_LEN);
	ck_assert_uint_eq(get(box, at + ENTRY_READ), 2000);
	free(box);
}

T(an_old_kernel_is_not_told_the_length)
{
	struct box *box = new_box();
	struct ring_request request;
	struct imapi_exchange x = good_read(2048, 48);
	uint32_t at = add_read(box, AREA, 2048);

	put(box, BOX_FLAGS, 0, 2);
	ck_assert(ring_attach(&box->ring, box->map, MAP_SIZE));
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ring_answer(&box->ring, &request, &x);
	ck_assert_uint_eq(box->map[at + ENTRY_UFLAGS], 0);
	free(box);
}

T(an_answer_carries_the_sense_and_no_more_than_fits)
{
	struct box *box = new_box();
	struct ring_request request;
	struct imapi_exchange x = { .scsi_status = 2, .sense_length = 252 };
	uint32_t at = add_read(box, AREA, 2048);

	memset(x.sense, 0x5a, sizeof(x.sense));
	box->map[at + ENTRY] = 0x77; /* behind the entry */
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ring_answer(&box->ring, &request, &x);
	ck_assert_uint_eq(box->map[at + ENTRY_STATUS], 2);
	ck_assert_uint_eq(box->map[at + ENTRY_SENSE], 0x5a);
	ck_assert_uint_eq(box->map[at + ENTRY_SENSE + 95], 0x5a);
	ck_assert_uint_eq(box->map[at + ENTRY], 0x77);
	free(box);
}

/* Two pieces, the second at @where. */
static uint32_t add_two_pieces(struct box *box, uint64_t where)
{
	uint32_t at = add_read(box, AREA, 1024);

	put(box, at + ENTRY_COUNT, 2, 4);
	put(box, at + ENTRY_PIECES + 16, where, 8);
	put(box, at + ENTRY_PIECES + 24, 1024, 8);
	return at;
}

T(pieces_that_touch_are_one)
{
	struct box *box = new_box();
	struct ring_request request;

	add_two_pieces(box, AREA + 1024);
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ck_assert_uint_eq(request.data_length, 2048);
	ck_assert_ptr_eq(request.data, box->map + AREA);
	free(box);
}

T(pieces_apart_are_gathered_and_scattered)
{
	struct box *box = new_box();
	struct ring_request request;
	uint8_t data[2048];

	add_two_pieces(box, AREA + 8192);
	memset(box->map + AREA, 1, 1024);
	memset(box->map + AREA + 8192, 2, 1024);
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ck_assert_ptr_null(request.data);
	ring_gather(&box->ring, &request, data);
	ck_assert_uint_eq(data[1023], 1);
	ck_assert_uint_eq(data[1024], 2);
	memset(data, 7, sizeof(data));
	ring_scatter(&box->ring, &request, data);
	ck_assert_uint_eq(box->map[AREA], 7);
	ck_assert_uint_eq(box->map[AREA + 1024], 0);
	ck_assert_uint_eq(box->map[AREA + 8192 + 1023], 7);
	free(box);
}

T(the_ring_goes_on_at_its_beginning)
{
	struct box *box = new_box();
	struct ring_request request;
	struct imapi_exchange x = good_read(512, 0);

	for (unsigned i = 0; i < 3 * RING_LENGTH / ENTRY; i++) {
		uint32_t at = add_read(box, AREA, 512);

		ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
		ck_assert_uint_eq(request.at, at);
		ring_answer(&box->ring, &request, &x);
	}
	ck_assert_uint_eq(get(box, BOX_TAIL), 0);
	free(box);
}

T(padding_at_the_end_is_stepped_over)
{
	struct box *box = new_box();
	struct ring_request request;
	uint32_t at;

	put(box, BOX_HEAD, RING_LENGTH - 64, 4);
	put(box, BOX_TAIL, RING_LENGTH - 64, 4);
	at = add(box, TCMU_OP_PAD, 64);
	add_read(box, AREA, 512);
	ck_assert_int_eq(ring_next(&box->ring, &request), RING_REQUEST);
	ck_assert_uint_eq(request.at, RING_BEGIN);
	ck_assert_uint_eq(box->map[at + ENTRY_UFLAGS], 0);
	free(box);
}

T(an_operation_that_is_not_known_is_marked)
{
	struct box *box = new_box();
	struct ring_request request;
	uint32_t at = add(box, 5, 64);

	ck_assert_int_eq(ring_next(&box->ring, &request), RING_EMPTY);
	ck_assert_uint_eq(box->map[at + ENTRY_UFLAGS], TCMU_UFLAG_UNKNOWN_OP);
	ck_assert_uint_eq(get(box, BOX_TAIL), 64);
	free(box);
}

T(a_notice_of_an_abort_is_stepped_over)
{
	struct box *box = new_box();
	struct ring_request request;
	uint32_t at = add(box, TCMU_OP_TMR, 64);

	ck_assert_int_eq(ring_next(&box->ring, &request), RING_EMPTY);
	ck_assert_uint_eq(box->map[at + ENTRY_UFLAGS], 0);
	free(box);
}

/* An entry that makes no sense gets a sense of its own, and the next one is served. */
static void check_refused(struct box *box, uint32_t at)
{
	struct ring_request request;

	ck_assert_int_eq(ring_next(&box->ring, &request), RING_EMPTY);
	ck_assert_uint_eq(box->ring.refused, 1);
	ck_assert_uint_eq(box->map[at + ENTRY_STATUS], 2);
	ck_assert_uint_eq(box->map[at + ENTRY_SENSE], 0x70);
	ck_assert_uint_eq(box->map[at + ENTRY_SENSE + 2], 0x0b);
	ck_assert_uint_eq(box->map[at + ENTRY_SENSE + 12], 0x44);
	free(box);
}

T(data_outside_of_the_data_area_is_refused)
{
	static const struct {
		uint64_t where, length;
	} bad[] = {
		{ 0, 64 },
		{ RING_BEGIN, 64 },
		{ AREA - 1, 64 },
		{ MAP_SIZE - 63, 64 },
		{ MAP_SIZE + 1, 1 },
		{ AREA, 65537 },
		{ AREA, UINT64_MAX },
		{ UINT64_MAX, 2 },
		{ UINT64_MAX - 1, UINT64_MAX },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct box *box = new_box();

		check_refused(box, add_read(box, bad[i].where, bad[i].length));
	}
}

T(pieces_beyond_the_entry_are_refused)
{
	struct box *box = new_box();
	uint32_t at = add_read(box, AREA, 64);

	put(box, at + ENTRY_COUNT, (ENTRY - ENTRY_PIECES) / 16 + 1, 4);
	check_refused(box, at);
	box = new_box();
	at = add_read(box, AREA, 64);
	put(box, at + ENTRY_COUNT, UINT32_MAX, 4);
	check_refused(box, at);
}

T(a_command_block_outside_of_the_map_is_refused)
{
	static const uint64_t bad[] = { MAP_SIZE, MAP_SIZE - 1, UINT64_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct box *box = new_box();
		uint32_t at = add_read(box, AREA, 64);

		box->map[MAP_SIZE - 1] = 0x28;
		put(box, at + ENTRY_CDB, bad[i], 8);
		check_refused(box, at);
	}
}

static void check_broken(struct box *box)
{
	struct ring_request request;

	ck_assert_int_eq(ring_next(&box->ring, &request), RING_BROKEN);
	free(box);
}

T(lengths_beyond_the_ring_break_it)
{
	static const uint32_t bad[] = { 0, ENTRY + 8, RING_LENGTH, RING_LENGTH + 8,
					0xfffffff8 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct box *box = new_box();
		uint32_t at = add_read(box, AREA, 64);

		put(box, at, bad[i] | TCMU_OP_CMD, 4);
		check_broken(box);
	}
}

T(a_command_too_short_for_an_answer_breaks_the_ring)
{
	struct box *box = new_box();

	add(box, TCMU_OP_CMD, 104);
	check_broken(box);
}

T(a_head_or_tail_outside_of_the_ring_breaks_it)
{
	static const uint32_t bad[] = { RING_LENGTH, 4, UINT32_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct box *box = new_box();

		put(box, BOX_HEAD, bad[i], 4);
		check_broken(box);
		box = new_box();
		put(box, BOX_HEAD, 64, 4);
		put(box, BOX_TAIL, bad[i], 4);
		check_broken(box);
	}
}

T(memory_that_is_no_mailbox_is_not_attached)
{
	static const struct {
		size_t at;
		uint32_t value;
	} bad[] = {
		{ 0, 1 },			  /* version */
		{ BOX_BEGIN, 0 },		  /* on the mailbox */
		{ BOX_BEGIN, MAP_SIZE + 8 },	  /* outside */
		{ BOX_BEGIN, RING_BEGIN + 4 },	  /* not aligned */
		{ BOX_LENGTH, MAP_SIZE },	  /* too long */
		{ BOX_LENGTH, 0 },		  /* no ring at all */
		{ BOX_LENGTH, RING_LENGTH + 1 },  /* not aligned */
		{ BOX_LENGTH, UINT32_MAX & ~7u }, /* overflows */
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct box *box = new_box();

		put(box, bad[i].at, bad[i].value, bad[i].at ? 4 : 2);
		ck_assert_msg(!ring_attach(&box->ring, box->map, MAP_SIZE), "case %zu", i);
		free(box);
	}
	ck_assert(!ring_attach(&(struct ring){ 0 }, &(uint8_t[8]){ 2 }, 8));
}

T_MAIN("tcmu-ring")
