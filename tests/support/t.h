/* SPDX-License-Identifier: MIT */
/*
 * The few lines between the tests and check. A test is
 *
 *	T(name_that_is_a_sentence)
 *	{
 *		ck_assert_int_eq(1 + 1, 2);
 *	}
 *
 * and registers itself; a file with T_MAIN("suite") at its end is a program.
 * T_EACH(name, count) is one for each row, 0 to count() - 1.
 */
#ifndef TESTS_SUPPORT_T_H
#define TESTS_SUPPORT_T_H

#include <check.h>
#include <stdlib.h>

struct t_case {
	const char *name;
	const TTest *test;
	int (*count)(void); /* NULL: one */
	struct t_case *next;
};

extern struct t_case *t_cases;

/* Runs all cases; prints the totals as check does. Returns the exit status. */
int t_run(const char *suite);

#define T(id)                                                                                  \
	static void id##_body(void);                                                           \
	START_TEST(id)                                                                         \
	{                                                                                      \
		id##_body();                                                                   \
	}                                                                                      \
	END_TEST                                                                               \
	__attribute__((constructor)) static void id##_register(void)                           \
	{                                                                                      \
		static struct t_case c = { .name = #id };                                      \
		c.test = id;                                                                   \
		c.next = t_cases;                                                              \
		t_cases = &c;                                                                  \
	}                                                                                      \
	static void id##_body(void)

#define T_EACH(id, rows)                                                                       \
	static void id##_body(int row);                                                        \
	START_TEST(id)                                                                         \
	{                                                                                      \
		id##_body(_i);                                                                 \
	}                                                                                      \
	END_TEST                                                                               \
	__attribute__((constructor)) static void id##_register(void)                           \
	{                                                                                      \
		static struct t_case c = { .name = #id, .count = rows };                       \
		c.test = id;                                                                   \
		c.next = t_cases;                                                              \
		t_cases = &c;                                                                  \
	}                                                                                      \
	static void id##_body(int row)

#define T_MAIN(suite)                                                                          \
	int main(void)                                                                         \
	{                                                                                      \
		return t_run(suite);                                                           \
	}

#endif
