/* SPDX-License-Identifier: MIT */
#include "support/t.h"

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

T_MAIN("mem")
