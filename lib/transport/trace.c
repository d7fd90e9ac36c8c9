/* SPDX-License-Identifier: MIT */
#include "transport/transport.h"

#include "base/mem.h"

#define LINE_ROOM 8192

struct trace {
	struct imapi_transport *inner;
	FILE *file;
	exchange_describe_fn *describe;
	usec_t start;
	usec_t sent; /* the command that runs now, or ran last */
};

static void describe_bytes(const struct imapi_exchange *x, char *text, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < x->cdb_length && n + 4 < room; i++)
		n += (size_t)snprintf(text + n, room - n, "%s%02x", i ? " " : "", x->cdb[i]);
	snprintf(text + n, room - n, " -> host %d status %02x", x->host, x->scsi_status);
}

static void write_line(const struct trace *trace, const struct imapi_exchange *x,
		       imapi_status status)
{
	usec_t at = trace->sent - trace->start;
	char line[LINE_ROOM];

	trace->describe(x, line, sizeof(line));
	fprintf(trace->file, "%5llu.%06llu %s%s%s\n", (unsigned long long)(at / USEC_PER_SEC),
		(unsigned long long)(at % USEC_PER_SEC), line,
		IMAPI_FAILED(status) ? " -> not sent: " : "",
		IMAPI_FAILED(status) ? imapi_status_name(status) : "");
	fflush(trace->file);
}

/* A command has its line once it is over. */
static imapi_status take(const struct trace *trace, const struct imapi_exchange *x,
			 imapi_status status)
{
	if (IMAPI_FAILED(status) || x->host != IMAPI_HOST_PENDING)
		write_line(trace, x, status);
	return status;
}

static imapi_status trace_execute(void *self, struct imapi_exchange *x)
{
	struct trace *trace = self;

	trace->sent = transport_now(trace->inner);
	return take(trace, x, transport_execute(trace->inner, x));
}

static imapi_status trace_start(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct trace *trace = self;

	trace->sent = transport_now(trace->inner);
	return take(trace, x, transport_start(trace->inner, x, patience));
}

static imapi_status trace_resume(void *self, struct imapi_exchange *x, uint64_t patience)
{
	struct trace *trace = self;

	return take(trace, x, transport_resume(trace->inner, x, patience));
}

static uint64_t trace_now(void *self)
{
	return transport_now(((struct trace *)self)->inner);
}

static void trace_sleep(void *self, uint64_t duration)
{
	transport_sleep(((struct trace *)self)->inner, duration);
}

static uint32_t trace_max_transfer(void *self)
{
	return transport_max_transfer(((struct trace *)self)->inner);
}

static imapi_status trace_acquire(void *self, const char *client, int force)
{
	return transport_acquire(((struct trace *)self)->inner, client, force);
}

static void trace_release(void *self)
{
	transport_release(((struct trace *)self)->inner);
}

static imapi_status trace_owner(void *self, struct imapi_exclusive_owner *ret_owner)
{
	return transport_owner(((struct trace *)self)->inner, ret_owner);
}

static imapi_status trace_look(void *self, uint64_t *ret_bytes)
{
	return transport_look(((struct trace *)self)->inner, ret_bytes);
}

static imapi_status trace_facts(void *self, struct imapi_transport_facts *ret_facts)
{
	return transport_facts(((struct trace *)self)->inner, ret_facts);
}

static void trace_close(void *self)
{
	struct trace *trace = self;

	if (trace->inner->outstanding)
		write_line(trace, trace->inner->outstanding, IMAPI_OK);
	imapi_transport_free(trace->inner);
	free(trace);
}

imapi_status trace_wrap(struct imapi_transport *inner, FILE *file,
			exchange_describe_fn *describe, struct imapi_transport **ret_transport)
{
	struct imapi_transport_ops ops = {
		.size = sizeof(ops),
		.name = transport_name(inner),
		.execute = trace_execute,
		.now_us = trace_now,
		.sleep_us = trace_sleep,
		.max_transfer = trace_max_transfer,
		.close = trace_close,
		.start = transport_can_look_away(inner) ? trace_start : NULL,
		.resume = transport_can_look_away(inner) ? trace_resume : NULL,
		.acquire = trace_acquire,
		.release = trace_release,
		.owner = trace_owner,
		.facts = trace_facts,
		.look = trace_look,
	};
	struct imapi_context *context = inner->context;
	struct trace *trace = zalloc(sizeof(*trace));
	imapi_status status;

	if (!trace) {
		imapi_transport_free(inner);
		return err_no_memory(&context->error);
	}
	*trace = (struct trace){ .inner = inner,
				 .file = file,
				 .describe = describe ? describe : describe_bytes,
				 .start = transport_now(inner) };
	status = imapi_transport_new(context, &ops, trace, ret_transport);
	if (IMAPI_FAILED(status))
		trace_close(trace);
	return status;
}
