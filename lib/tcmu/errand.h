/* SPDX-License-Identifier: MIT */
/* A step that the kernel ends only when its commands are answered, on a thread of its own. */
#ifndef LIB_TCMU_ERRAND_H
#define LIB_TCMU_ERRAND_H

#include "base/error.h"

#include <pthread.h>

struct errand {
	imapi_status (*run)(struct imapi_error *err, void *argument);
	void *argument;
	struct imapi_error error; /* of its own: the caller works on */
	imapi_status status;
	pthread_t thread;
	int done; /* readable when it is over */
};

imapi_status errand_start(struct imapi_error *err, struct errand *errand,
			  imapi_status (*run)(struct imapi_error *err, void *argument),
			  void *argument);

/* Waits for its end and hands over what became of it. */
imapi_status errand_finish(struct imapi_error *err, struct errand *errand);

#endif
