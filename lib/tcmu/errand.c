/* SPDX-License-Identifier: MIT */
#include "tcmu/errand.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void *run_errand(void *argument)
{
	struct errand *errand = argument;

	errand->status = errand->run(&errand->error, errand->argument);
	eventfd_write(errand->done, 1);
	return NULL;
}

imapi_status errand_start(struct imapi_error *err, struct errand *errand,
			  imapi_status (*run)(struct imapi_error *err, void *argument),
			  void *argument)
{
	int number;

	*errand = (struct errand){ .run = run, .argument = argument };
	errand->done = eventfd(0, EFD_CLOEXEC);
	if (errand->done < 0)
		return err_errno(err, IMAPI_E_SYSTEM, errno, "an eventfd");
	number = pthread_create(&errand->thread, NULL, run_errand, errand);
	if (!number)
		return IMAPI_OK;
	close(errand->done);
	return err_errno(err, IMAPI_E_SYSTEM, number, "a thread");
}

imapi_status errand_finish(struct imapi_error *err, struct errand *errand)
{
	pthread_join(errand->thread, NULL);
	close(errand->done);
	if (errand->status)
		*err = errand->error;
	return errand->status;
}
