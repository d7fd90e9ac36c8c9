/* SPDX-License-Identifier: MIT */
/* One drive that "imapi sim serve" gives to the kernel, on a thread of its own. */
#ifndef TOOLS_SERVED_H
#define TOOLS_SERVED_H

#include "imapi/export.h"

#include "run.h"

#include <pthread.h>

/* What somebody wants of a drive: orders of "imapi sim eject" and the like. */
enum order_kind { ORDER_STATE, ORDER_EJECT, ORDER_LOAD, ORDER_UNPLUG };

struct order {
	enum order_kind kind;
	const char *target; /* of ORDER_LOAD, or NULL */
	imapi_status status;
	char message[1024], advice[384]; /* of a failure */
	bool is_tray_open, is_locked, has_disc;
	char medium[32], disc[512];
	bool is_done;
};

enum served_state { SERVED_STARTING, SERVED_RUNNING, SERVED_GONE };

struct served {
	char *address; /* of the transport */
	char *shown;   /* that without secrets */
	struct imapi_export_settings settings;
	const struct run *run; /* for its options */
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	enum served_state state;
	struct failure failure; /* why it is gone, if it failed */
	struct order *order;	/* that waits, or NULL */
	bool is_stopping;
	char block[32], generic[32];
	int wake; /* eventfd: an order waits, or it shall stop */
	int gone; /* eventfd of the server: a drive is gone */
};

/* Starts the thread. served_wait() tells how it went. */
imapi_status served_start(struct run *run, struct served *served);
imapi_status served_wait(struct run *run, struct served *served);

/* Has the thread carry @order out; fails in it if the drive is gone or too busy. */
void served_order(struct served *served, struct order *order);

/* Takes the drive out of the kernel and ends the thread. */
void served_stop(struct served *served);

#endif
