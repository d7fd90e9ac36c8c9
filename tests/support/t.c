/* SPDX-License-Identifier: MIT */
#include "support/t.h"

struct t_case *t_cases;

int t_run(const char *suite)
{
	Suite *s = suite_create(suite);
	SRunner *runner;
	int failed;

	for (struct t_case *c = t_cases; c; c = c->next) {
		TCase *tc = tcase_create(c->name);

		tcase_set_timeout(tc, 120);
		tcase_add_loop_test(tc, c->test, 0, c->count ? c->count() : 1);
		suite_add_tcase(s, tc);
	}
	runner = srunner_create(s);
	srunner_set_fork_status(runner, getenv("CK_FORK") ? CK_FORK_GETENV : CK_NOFORK);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
