/* SPDX-License-Identifier: MIT */
#include "imapi/export.h"

#include "api/size.h"
#include "base/api.h"
#include "base/mem.h"
#include "tcmu/leftover.h"
#include "tcmu/serve.h"

#define TRANSFER_KB 1024

IMAPI_API imapi_status imapi_export_new(struct imapi_transport *transport,
					const struct imapi_export_settings *settings,
					struct imapi_export **ret_export)
{
	struct imapi_export_settings s = IMAPI_EXPORT_SETTINGS_INIT;
	struct serve_settings inner;
	imapi_status status;

	if (!transport || !ret_export) {
		imapi_transport_free(transport);
		return IMAPI_E_POINTER;
	}
	if (settings)
		memcpy(&s, settings, MIN(settings->size, sizeof(s)));
	err_clear(&transport->context->error);
	inner = (struct serve_settings){
		.target = { .label = s.name ? s.name : "drive",
			    .timeout_s = s.timeout_s,
			    .transfer_kb = s.transfer_kb ? s.transfer_kb : TRANSFER_KB },
		.pace = s.pace,
	};
	status = serve_new(transport->context, transport, &inner, ret_export);
	if (status)
		imapi_transport_free(transport);
	return status;
}

IMAPI_API struct imapi_export *imapi_export_free(struct imapi_export *drive)
{
	return serve_free(drive);
}

IMAPI_API const char *imapi_export_block_device(const struct imapi_export *drive)
{
	return drive->block;
}

IMAPI_API const char *imapi_export_generic_device(const struct imapi_export *drive)
{
	return drive->generic;
}

IMAPI_API int imapi_export_fd(const struct imapi_export *drive)
{
	return drive->memory.fd;
}

IMAPI_API struct imapi_transport *imapi_export_transport(struct imapi_export *drive)
{
	return drive->transport;
}

IMAPI_API imapi_status imapi_export_serve(struct imapi_export *drive, uint64_t patience_us,
					  int *ret_busy)
{
	bool held = false;
	imapi_status status;

	if (!drive || !ret_busy)
		return IMAPI_E_POINTER;
	err_clear(&drive->context->error);
	status = serve_ring(drive, patience_us, &held);
	if (!status)
		*ret_busy = held;
	return status;
}

IMAPI_API imapi_status imapi_export_clean(struct imapi_context *context, size_t *ret_count)
{
	if (!context || !ret_count)
		return IMAPI_E_POINTER;
	err_clear(&context->error);
	return leftover_clean(context, "", ret_count);
}
