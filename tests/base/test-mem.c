/* SPDX-License-Identifier: MIT */
#include "support/t.h"

#include "base/arena.h"
#include "base/mem.h"

T(an_array_grows_and_keeps_its_elements)
{
	size_t room = 0;
	int *array = NULL;

	for (int i = 0; i < 1000; i++) {
		int *grown = array_grow(array, (size_t)i, &room, sizeof(*array));

		ck_assert_ptr_nonnull(grown);
		ck_assert_uint_gt(room, (size_t)i);
		array = grown;
		array[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(array[i], i);
	ck_assert_uint_lt(room, 2048);
	free(array);
}

T(an_array_with_room_stays_where_it_is)
{
	size_t room = 4;
	int array[4];

	ck_assert_ptr_eq(array_grow(array, 3, &room, sizeof(array[0])), array);
	ck_assert_uint_eq(room, 4);
}

T(an_array_too_large_for_the_address_space_is_refused)
{
	size_t room = SIZE_MAX / 16, old = room;
	char array[1];

	ck_assert_ptr_null(array_grow(array, room, &room, 64));
	ck_assert_uint_eq(room, old);
	room = old = SIZE_MAX / 2 + 1; /* twice as much is 0 */
	ck_assert_ptr_null(array_grow(array, room, &room, 1));
	ck_assert_uint_eq(room, old);
}

static int freed;

static void count(int **p)
{
	freed += *p != NULL;
}

T(a_stolen_pointer_is_not_cleaned_up)
{
	int value, *kept;

	freed = 0;
	{
		CLEANUP(count) int *a = &value;
		CLEANUP(count) int *b = &value;

		kept = STEAL(a);
		ck_assert_ptr_null(a);
		ck_assert_ptr_nonnull(b);
	}
	ck_assert_ptr_eq(kept, &value);
	ck_assert_int_eq(freed, 1);
}

T(an_arena_gives_aligned_memory_that_stays_until_the_end)
{
	struct arena arena = { 0 };
	char *texts[2000];

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t size = i % 97 + (i % 500 == 0 ? 40000 : 0);
		uint8_t *p = arena_zalloc(&arena, size + 1);

		ck_assert_uint_eq((uintptr_t)p % 8, 0);
		ck_assert(p[0] == 0 && p[size] == 0);
		memset(p, 0xff, size + 1);
		texts[i] = arena_text(&arena, "a text that is longer", i % 22);
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		ck_assert_uint_eq(strlen(texts[i]), i % 22);
	ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX, 1));
	ck_assert_ptr_null(arena_text(&arena, "", SIZE_MAX));
	arena_done(&arena);
	ck_assert_ptr_null(arena.chunks);
}

T_MAIN("mem")
