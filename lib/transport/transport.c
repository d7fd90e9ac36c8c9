/* SPDX-License-Identifier: MIT */
#include "transport/transport.h"

#include "base/api.h"
#include "base/mem.h"

#include <errno.h>
#include <time.h>

#define DEFAULT_MAX_TRANSFER 65536u
#define SHORTEST_CDB 6

usec_t transport_system_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t)t.tv_sec * USEC_PER_SEC + (usec_t)t.tv_nsec / 1000;
}

static uint64_t system_now(void *self)
{
	(void)self;
	return transport_system_now();
}

static void system_sleep(void *self, uint64_t duration)
{
	struct timespec t = { .tv_sec = (time_t)(duration / USEC_PER_SEC),
			      .tv_nsec = (long)(duration % USEC_PER_SEC * 1000) };

	(void)self;
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

static uint32_t default_max_transfer(void *self)
{
	(void)self;
	return DEFAULT_MAX_TRANSFER;
}

static void fill_defaults(struct imapi_transport_ops *ops)
{
	if (!ops->name)
		ops->name = "transport";
	if (!ops->now_us)
		ops->now_us = system_now;
	if (!ops->sleep_us)
		ops->sleep_us = system_sleep;
	if (!ops->max_transfer)
		ops->max_transfer = default_max_transfer;
}

IMAPI_API imapi_status imapi_transport_new(struct imapi_context *context,
					   const struct imapi_transport_ops *ops, void *self,
					   struct imapi_transport **ret_transport)
{
	struct imapi_transport *transport;

	if (!context)
		return IMAPI_E_POINTER;
	if (!ops || !ret_transport)
		return err_set(&context->error, IMAPI_E_POINTER,
			       "imapi_transport_new: an argument is NULL");
	if (ops->size < offsetof(struct imapi_transport_ops, now_us) || !ops->execute)
		return err_set(&context->error, IMAPI_E_INVALIDARG,
			       "imapi_transport_new: no execute function");
	transport = zalloc(sizeof(*transport));
	if (!transport)
		return err_no_memory(&context->error);
	memcpy(&transport->ops, ops, MIN(ops->size, sizeof(*ops)));
	fill_defaults(&transport->ops);
	transport->context = context;
	transport->self = self;
	*ret_transport = transport;
	return IMAPI_OK;
}

IMAPI_API struct imapi_transport *imapi_transport_free(struct imapi_transport *transport)
{
	if (transport && transport->ops.close)
		transport->ops.close(transport->self);
	free(transport);
	return NULL;
}

/* What a caller got wrong, or NULL. */
static const char *find_mistake(struct imapi_transport *transport,
				const struct imapi_exchange *x)
{
	if (x->cdb_length < SHORTEST_CDB || x->cdb_length > IMAPI_CDB_MAX)
		return "the command is not 6 to 16 bytes long";
	if (x->direction != IMAPI_DIRECTION_NONE && x->direction != IMAPI_DIRECTION_IN &&
	    x->direction != IMAPI_DIRECTION_OUT)
		return "no such direction";
	if (x->direction == IMAPI_DIRECTION_NONE && x->data_length > 0)
		return "data without a direction";
	if (x->data_length > 0 && !x->data)
		return "no buffer for the data";
	if (x->data_length > transport_max_transfer(transport))
		return "more data than one command can carry";
	return NULL;
}

static void clear_result(struct imapi_exchange *x)
{
	x->host = IMAPI_HOST_OK;
	x->scsi_status = 0;
	x->sense_length = 0;
	memset(x->sense, 0, sizeof(x->sense));
	x->residual = 0;
	x->duration_us = 0;
}

/* A transport of a program's own may report anything; what follows relies on these. */
static void sanitise(struct imapi_exchange *x, bool may_pend)
{
	if (x->sense_length > IMAPI_SENSE_MAX)
		x->sense_length = IMAPI_SENSE_MAX;
	if (x->residual > x->data_length)
		x->residual = x->data_length;
	if ((unsigned)x->host > IMAPI_HOST_PENDING ||
	    (x->host == IMAPI_HOST_PENDING && !may_pend))
		x->host = IMAPI_HOST_ERROR;
}

/* Which of the transport's own functions is called, and for how long. */
enum how { EXECUTE, START, RESUME };

struct call {
	enum how how;
	usec_t patience;
};

static imapi_status call_ops(struct imapi_transport *transport, struct imapi_exchange *x,
			     struct call call)
{
	const struct imapi_transport_ops *ops = &transport->ops;

	if (call.how == START)
		return ops->start(transport->self, x, call.patience);
	if (call.how == RESUME)
		return ops->resume(transport->self, x, call.patience);
	return ops->execute(transport->self, x);
}

/*
 * Calls the transport's own function. One that fails need not say why; an error that lay in the
 * slot before must not pass for its reason, nor be lost if all is well.
 */
static imapi_status call_explained(struct imapi_transport *transport, struct imapi_exchange *x,
				   struct call call)
{
	struct imapi_error *err = &transport->context->error;
	imapi_status before = err->status, status;

	err->status = IMAPI_OK;
	status = call_ops(transport, x, call);
	if (!IMAPI_FAILED(status)) {
		if (!err->status)
			err->status = before;
		return IMAPI_OK;
	}
	if (!err->status)
		err_set(err, status, "%s: command %02Xh could not be sent: %s",
			transport->ops.name, x->cdb[0], imapi_status_text(status));
	return status;
}

static imapi_status run(struct imapi_transport *transport, struct imapi_exchange *x,
			struct call call)
{
	imapi_status status;
	bool pending;

	clear_result(x);
	status = call_explained(transport, x, call);
	sanitise(x, !IMAPI_FAILED(status) && call.how != EXECUTE);
	pending = x->host == IMAPI_HOST_PENDING;
	transport->outstanding = pending ? x : NULL;
	if (pending || !x->duration_us)
		x->duration_us = transport_now(transport) - transport->started;
	return status;
}

static imapi_status begin(struct imapi_transport *transport, struct imapi_exchange *x,
			  struct call call)
{
	const char *mistake = find_mistake(transport, x);

	if (mistake)
		return err_set(&transport->context->error, IMAPI_E_INVALIDARG,
			       "command %02Xh: %s", x->cdb[0], mistake);
	if (transport->outstanding) {
		clear_result(x);
		x->host = IMAPI_HOST_BUSY;
		x->residual = x->data_length;
		return IMAPI_OK;
	}
	transport->started = transport_now(transport);
	return run(transport, x, call);
}

imapi_status transport_execute(struct imapi_transport *transport, struct imapi_exchange *x)
{
	return begin(transport, x, (struct call){ .how = EXECUTE });
}

bool transport_can_look_away(const struct imapi_transport *transport)
{
	return transport->ops.start && transport->ops.resume;
}

imapi_status transport_start(struct imapi_transport *transport, struct imapi_exchange *x,
			     usec_t patience)
{
	if (!transport_can_look_away(transport))
		return transport_execute(transport, x);
	return begin(transport, x, (struct call){ START, patience });
}

imapi_status transport_resume(struct imapi_transport *transport, struct imapi_exchange *x,
			      usec_t patience)
{
	if (transport->outstanding != x)
		return err_set(&transport->context->error, IMAPI_E_INVALIDARG,
			       "command %02Xh is not outstanding", x->cdb[0]);
	return run(transport, x, (struct call){ RESUME, patience });
}

IMAPI_API imapi_status imapi_transport_execute(struct imapi_transport *transport,
					       struct imapi_exchange *exchange)
{
	if (!transport || !exchange)
		return IMAPI_E_POINTER;
	return transport_execute(transport, exchange);
}

IMAPI_API imapi_status imapi_transport_start(struct imapi_transport *transport,
					     struct imapi_exchange *exchange,
					     uint64_t patience_us)
{
	if (!transport || !exchange)
		return IMAPI_E_POINTER;
	return transport_start(transport, exchange, patience_us);
}

IMAPI_API imapi_status imapi_transport_resume(struct imapi_transport *transport,
					      struct imapi_exchange *exchange,
					      uint64_t patience_us)
{
	if (!transport || !exchange)
		return IMAPI_E_POINTER;
	return transport_resume(transport, exchange, patience_us);
}

usec_t transport_now(struct imapi_transport *transport)
{
	return transport->ops.now_us(transport->self);
}

void transport_sleep(struct imapi_transport *transport, usec_t duration)
{
	if (duration > 0)
		transport->ops.sleep_us(transport->self, duration);
}

uint32_t transport_max_transfer(struct imapi_transport *transport)
{
	uint32_t most = transport->ops.max_transfer(transport->self);

	return most >= BLOCK_SIZE ? most : DEFAULT_MAX_TRANSFER;
}

const char *transport_name(const struct imapi_transport *transport)
{
	return transport->ops.name;
}

imapi_status transport_acquire(struct imapi_transport *transport, const char *client,
			       bool force)
{
	const struct imapi_transport_ops *ops = &transport->ops;

	return ops->acquire ? ops->acquire(transport->self, client, force) : IMAPI_OK;
}

void transport_release(struct imapi_transport *transport)
{
	if (transport->ops.release)
		transport->ops.release(transport->self);
}

imapi_status transport_owner(struct imapi_transport *transport,
			     struct imapi_exclusive_owner *ret_owner)
{
	const struct imapi_transport_ops *ops = &transport->ops;

	*ret_owner = (struct imapi_exclusive_owner)IMAPI_EXCLUSIVE_OWNER_INIT;
	return ops->owner ? ops->owner(transport->self, ret_owner) : IMAPI_OK;
}

imapi_status transport_facts(struct imapi_transport *transport,
			     struct imapi_transport_facts *ret_facts)
{
	const struct imapi_transport_ops *ops = &transport->ops;

	*ret_facts = (struct imapi_transport_facts)IMAPI_TRANSPORT_FACTS_INIT;
	return ops->facts ? ops->facts(transport->self, ret_facts) : IMAPI_OK;
}

imapi_status transport_look(struct imapi_transport *transport, uint64_t *ret_bytes)
{
	*ret_bytes = UINT64_MAX;
	return transport->ops.look ? transport->ops.look(transport->self, ret_bytes) : IMAPI_OK;
}
