/* SPDX-License-Identifier: MIT */
/* Names and texts of the status codes. */
#include "imapi/status.h"

#include "base/api.h"
#include "base/mem.h"

static const struct row {
	imapi_status status;
	const char *name, *text;
} rows[] = {
	{ IMAPI_OK, "IMAPI_OK", "success" },
#define IMAPI_STATUS_ROW(name, value, text) { name, #name, text },
#include "imapi/status.def"
#undef IMAPI_STATUS_ROW
};

static const struct row *find(imapi_status status)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].status == status)
			return &rows[i];
	return NULL;
}

IMAPI_API const char *imapi_status_name(imapi_status status)
{
	const struct row *row = find(status);

	return row ? row->name : NULL;
}

IMAPI_API const char *imapi_status_text(imapi_status status)
{
	const struct row *row = find(status);

	return row ? row->text : "unknown status";
}
