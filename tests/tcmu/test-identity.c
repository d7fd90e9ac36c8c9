/* SPDX-License-Identifier: MIT */
#include "tcmu/identity.h"

#include "support/t.h"

#include <sys/wait.h>
#include <unistd.h>

T(this_process_lives)
{
	struct identity own = identity_own();

	ck_assert_uint_eq(own.pid, (uint32_t)getpid());
	ck_assert(own.start > 0);
	ck_assert(identity_lives(&own));
}

T(a_number_that_came_again_is_another_process)
{
	struct identity own = identity_own();

	own.start--;
	ck_assert(!identity_lives(&own));
}

T(a_process_that_ended_does_not_live)
{
	struct identity child = { 0 };
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	child.pid = (uint32_t)pid;
	child.start = identity_own().start;
	ck_assert(!identity_lives(&child));
}

T(an_identity_is_read_as_it_was_printed)
{
	struct identity identity = { .pid = 4194303, .start = 0x123456789a, .index = 65535 };
	struct identity back;
	char text[IDENTITY_ROOM];

	identity_print(&identity, text);
	ck_assert_str_eq(text, "3fffff123456789affff");
	ck_assert(identity_read(text, &back));
	ck_assert_uint_eq(back.pid, identity.pid);
	ck_assert(back.start == identity.start);
	ck_assert_uint_eq(back.index, identity.index);
}

T(other_names_are_no_identity)
{
	static const char *const bad[] = { "", "3fffff123456789afff", "3fffff123456789affff0",
					   "3fffff123456789afffg", "disk" };
	struct identity identity;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!identity_read(bad[i], &identity), "%s", bad[i]);
}

T_MAIN("tcmu-identity")
