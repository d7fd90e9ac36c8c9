/* SPDX-License-Identifier: MIT */
#include "tcmu/serve.h"

#include "base/mem.h"
#include "tcmu/direction.h"
#include "tcmu/errand.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define STATUS_CHECK 0x02
#define STATUS_BUSY 0x08
#define SENSE_LENGTH 18
#define TURN_MS 20     /* between two looks at a drive that works, or at sysfs */
#define NODE_TURNS 250 /* until the kernel must have made its devices */

/* What the host is told when the drive has not answered (fixed format, SPC-4 4.5.3). */
static const struct {
	uint8_t status, key, asc, ascq;
} words[] = {
	[IMAPI_HOST_TIMEOUT] = { STATUS_CHECK, 0x04, 0x3e,
				 0x02 }, /* time-out on logical unit */
	[IMAPI_HOST_RESET] = { STATUS_CHECK, 0x06, 0x29, 0x00 },
	[IMAPI_HOST_GONE] = { STATUS_CHECK, 0x05, 0x25, 0x00 },	 /* no such logical unit */
	[IMAPI_HOST_ERROR] = { STATUS_CHECK, 0x0b, 0x4b, 0x00 }, /* data phase error */
	[IMAPI_HOST_BUSY] = { STATUS_BUSY, 0, 0, 0 },
};

static void put_words(struct imapi_exchange *x)
{
	enum imapi_host_result host = x->host < ARRAY_SIZE(words) ? x->host : IMAPI_HOST_ERROR;

	if (host == IMAPI_HOST_OK)
		return;
	memset(x->sense, 0, SENSE_LENGTH);
	x->scsi_status = words[host].status;
	x->residual = x->data_length;
	x->sense_length = x->scsi_status == STATUS_CHECK ? SENSE_LENGTH : 0;
	x->sense[0] = 0x70;
	x->sense[2] = words[host].key;
	x->sense[7] = SENSE_LENGTH - 8;
	x->sense[12] = words[host].asc;
	x->sense[13] = words[host].ascq;
}

static uint8_t *bounce_room(struct imapi_export *export, size_t length)
{
	uint8_t *bigger;

	if (length <= export->bounce_room)
		return export->bounce;
	bigger = realloc(export->bounce, length);
	if (!bigger)
		return NULL;
	export->bounce = bigger;
	export->bounce_room = length;
	return bigger;
}

/* Where the host's data is: in the ring if it lies in one piece there. */
static void *host_data(const struct imapi_export *export)
{
	return export->request.data ? export->request.data : export->bounce;
}

static bool prepare(struct imapi_export *export)
{
	const struct ring_request *request = &export->request;
	struct imapi_exchange *x = &export->exchange;

	memset(x, 0, offsetof(struct imapi_exchange, sense));
	memcpy(x->cdb, request->cdb, sizeof(x->cdb));
	x->cdb_length = request->cdb_length;
	x->data_length = request->data_length;
	x->direction = direction_of(request->cdb, request->data_length);
	export->translated = false;
	if (!request->data && !bounce_room(export, x->data_length))
		return !x->data_length;
	x->data = host_data(export);
	if (!request->data && x->direction == IMAPI_DIRECTION_OUT)
		ring_gather(&export->ring, request, x->data);
	if (translate_is_for(x->cdb))
		export->translated = translate_there(x, export->mode);
	return true;
}

/* Room that the drive left as it was does not show what an earlier command had in it. */
static void finish_data(struct imapi_export *export)
{
	struct imapi_exchange *x = &export->exchange;
	uint32_t residual = MIN(x->residual, x->data_length);

	if (x->direction != IMAPI_DIRECTION_IN || !x->data)
		return;
	memset((uint8_t *)x->data + x->data_length - residual, 0, residual);
	if (!export->request.data)
		ring_scatter(&export->ring, &export->request, x->data);
}

static void ring_bell(struct imapi_export *export)
{
	static const uint32_t one = 1;

	if (write(export->memory.fd, &one, sizeof(one)) < 0)
		return; /* the kernel has taken the device away */
}

static void answer(struct imapi_export *export)
{
	if (export->exchange.host)
		log_debug(export->context,
			  "command %02x with %u bytes in %u pieces: no answer (%d)",
			  export->request.cdb[0], export->request.data_length,
			  export->request.pieces, (int)export->exchange.host);
	put_words(&export->exchange);
	if (export->translated)
		translate_back(&export->exchange, host_data(export),
			       export->request.data_length);
	finish_data(export);
	ring_answer(&export->ring, &export->request, &export->exchange);
	ring_bell(export);
	export->held = false;
}

/* The drive has lived through the time that went by here since the last command. */
static void keep_pace(struct imapi_export *export)
{
	usec_t now;

	if (!export->pace)
		return;
	now = transport_system_now();
	transport_sleep(export->transport, (now - export->last) * export->pace);
	export->last = now;
}

static imapi_status begin(struct imapi_export *export, usec_t patience)
{
	struct imapi_exchange *x = &export->exchange;

	if (!prepare(export)) {
		x->host = IMAPI_HOST_BUSY;
		return IMAPI_OK;
	}
	if (!export->transport) {
		x->host = IMAPI_HOST_GONE;
		return IMAPI_OK;
	}
	keep_pace(export);
	if (export->pace)
		return transport_execute(export->transport, x);
	return transport_start(export->transport, x, patience);
}

/* One more look at the command that is held. */
static imapi_status go_on(struct imapi_export *export, usec_t patience)
{
	if (export->transport)
		return transport_resume(export->transport, &export->exchange, patience);
	export->exchange.host = IMAPI_HOST_GONE;
	return IMAPI_OK;
}

/* The next command up to its answer; false if there is none, or none yet. */
static bool serve_one(struct imapi_export *export, usec_t patience, enum ring_state *ret_state)
{
	imapi_status status;

	*ret_state = RING_REQUEST;
	if (export->held) {
		status = go_on(export, patience);
	} else {
		*ret_state = ring_next(&export->ring, &export->request);
		if (*ret_state != RING_REQUEST)
			return false;
		status = begin(export, patience);
	}
	if (status)
		export->exchange.host = IMAPI_HOST_ERROR;
	export->held = export->exchange.host == IMAPI_HOST_PENDING;
	if (!export->held)
		answer(export);
	return !export->held;
}

imapi_status serve_ring(struct imapi_export *export, usec_t patience, bool *ret_held)
{
	unsigned refused = export->ring.refused;
	enum ring_state state;
	uint32_t count;

	if (read(export->memory.fd, &count, sizeof(count)) < 0 && errno == EIO)
		return err_set(&export->context->error, IMAPI_E_DEV_NOT_EXIST,
			       "the kernel has taken %s away", export->target.name);
	while (serve_one(export, patience, &state))
		continue;
	if (export->ring.refused != refused)
		ring_bell(export);
	if (state == RING_BROKEN)
		return err_set(&export->context->error, IMAPI_E_SYSTEM,
			       "the kernel's commands for %s cannot be understood",
			       export->target.name);
	*ret_held = export->held;
	return IMAPI_OK;
}

/* Serves until something comes at @other (-1: nothing does) or a turn is over. */
static bool take_turn(struct imapi_export *export, int other)
{
	struct pollfd fds[] = { { .fd = export->memory.fd, .events = POLLIN },
				{ .fd = other, .events = POLLIN } };
	bool held = false;

	serve_ring(export, 0, &held);
	poll(fds, ARRAY_SIZE(fds), TURN_MS);
	return fds[1].revents != 0;
}

static imapi_status run_plug(struct imapi_error *err, void *target)
{
	return lun_plug(err, target);
}

static imapi_status run_unplug(struct imapi_error *err, void *target)
{
	(void)err;
	lun_unplug(target);
	return IMAPI_OK;
}

/* Serves the ring while a step runs that the kernel ends only if somebody does. */
static imapi_status serve_during(struct imapi_export *export,
				 imapi_status (*run)(struct imapi_error *err, void *target))
{
	struct imapi_error *err = &export->context->error;
	struct errand errand;
	imapi_status status = errand_start(err, &errand, run, &export->target);

	if (status)
		return status;
	while (!take_turn(export, errand.done))
		continue;
	return errand_finish(err, &errand);
}

static imapi_status find_nodes(struct imapi_export *export)
{
	struct imapi_error *err = &export->context->error;

	for (unsigned i = 0; i < NODE_TURNS && !export->block[0]; i++) {
		lun_find(&export->target, export->block, export->generic);
		if (!export->block[0])
			take_turn(export, -1);
	}
	if (export->block[0]) {
		lun_limit(&export->target, export->block,
			  transport_max_transfer(export->transport) / 1024);
		return IMAPI_OK;
	}
	err_set(err, IMAPI_E_DEV_NOT_EXIST, "the kernel made no /dev/sr for the drive");
	return err_advise(err, IMAPI_E_DEV_NOT_EXIST,
			  "\"modprobe sr_mod sg\"; if that fails, this kernel was built "
			  "without drives.");
}

static imapi_status open_ring(struct imapi_export *export)
{
	struct imapi_error *err = &export->context->error;
	imapi_status status = target_open_ring(err, &export->target, &export->memory);

	if (!status && !ring_attach(&export->ring, export->memory.map, export->memory.size))
		status = err_set(err, IMAPI_E_SYSTEM,
				 "the kernel's ring for %s is of an unknown kind",
				 export->target.name);
	return status;
}

static struct imapi_export *new_export(struct imapi_context *context)
{
	struct imapi_export *export = zalloc(sizeof(*export));

	if (export) {
		export->context = context;
		export->memory.fd = -1;
		export->last = transport_system_now();
	}
	return export;
}

static void drop_export(struct imapi_export **export)
{
	if (*export)
		(*export)->transport = NULL; /* the caller's after a failure */
	serve_free(*export);
}

/* Removes what is left of a target that never got so far as to have a ring. */
static void remove_without_ring(struct imapi_export *export)
{
	lun_unplug(&export->target);
	target_remove(&export->target);
}

imapi_status serve_new(struct imapi_context *context, struct imapi_transport *transport,
		       const struct serve_settings *settings, struct imapi_export **ret_export)
{
	CLEANUP(drop_export) struct imapi_export *export = new_export(context);
	struct identity identity = identity_own();
	imapi_status status;

	if (!export)
		return err_no_memory(&context->error);
	export->pace = settings->pace;
	export->transport = transport;
	target_name(&export->target, "", &identity);
	status = target_make(&context->error, &export->target, &settings->target);
	if (status) {
		free(STEAL(export));
		return status;
	}
	status = open_ring(export);
	if (!status)
		status = serve_during(export, run_plug);
	if (!status)
		status = find_nodes(export);
	if (!status)
		*ret_export = STEAL(export);
	return status;
}

imapi_status serve_adopt(struct imapi_context *context, const struct target *target,
			 struct imapi_export **ret_export)
{
	struct imapi_export *export = new_export(context);
	imapi_status status;

	if (!export)
		return err_no_memory(&context->error);
	export->target = *target;
	status = open_ring(export);
	if (!status || status == IMAPI_E_DEV_NOT_EXIST) {
		*ret_export = export;
		return IMAPI_OK;
	}
	target_close_ring(&export->memory);
	free(export);
	return status;
}

/* The command that is held is dropped with the drive that was at it. */
static void let_go(struct imapi_export *export)
{
	bool held;

	export->transport = imapi_transport_free(export->transport);
	serve_ring(export, 0, &held);
}

struct imapi_export *serve_free(struct imapi_export *export)
{
	if (!export)
		return NULL;
	if (export->memory.fd < 0) {
		remove_without_ring(export);
		imapi_transport_free(export->transport);
	} else {
		let_go(export);
		serve_during(export, run_unplug);
		target_close_ring(&export->memory);
		target_remove(&export->target);
	}
	free(export->bounce);
	free(export);
	return NULL;
}
