/* SPDX-License-Identifier: MIT */
#include "api/recorder.h"
#include "base/api.h"
#include "base/mem.h"
#include "imapi/recorder-ex.h"
#include "scsi/spc.h"

#define CODES 64

struct page_list {
	bool has[CODES];
};

static void add_page(void *user, uint8_t code)
{
	struct page_list *list = user;

	list->has[code % CODES] = true;
}

/* A drive that does not know "all pages" is asked for those that optical drives have. */
static imapi_status ask_one_by_one(struct imapi_recorder *recorder, struct page_list *list)
{
	static const uint8_t codes[] = { 0x01, 0x03, 0x05, 0x08, 0x0d,
					 0x0e, 0x1a, 0x1c, 0x1d, 0x2a };

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		uint8_t page[2];
		size_t size;
		imapi_status status = spc_mode_sense(&recorder->device, codes[i], 0, page,
						     sizeof(page), &size);

		if (!IMAPI_FAILED(status))
			list->has[codes[i]] = true;
		else if (status != IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE)
			return status;
	}
	err_clear(&recorder->context->error);
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_mode_pages(struct imapi_recorder *recorder,
						 uint8_t *ret_codes, size_t room,
						 size_t *ret_count)
{
	struct page_list list = { { false } };
	size_t count = 0;
	imapi_status status;

	if (!recorder || !ret_count)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = spc_each_mode_page(&recorder->device, add_page, &list);
	if (status == IMAPI_E_RECORDER_NO_SUCH_MODE_PAGE)
		status = ask_one_by_one(recorder, &list);
	if (IMAPI_FAILED(status))
		return status;
	for (unsigned code = 0; code < CODES; code++) {
		if (list.has[code] && count++ < room && ret_codes)
			ret_codes[count - 1] = (uint8_t)code;
	}
	*ret_count = count;
	return IMAPI_OK;
}

IMAPI_API imapi_status imapi_recorder_mode_page(struct imapi_recorder *recorder, uint8_t page,
						enum imapi_mode_page_values values,
						uint8_t **ret_bytes, size_t *ret_length)
{
	uint8_t bytes[MODE_PAGE_MAX];
	size_t size = 0;
	imapi_status status;

	if (!recorder || !ret_bytes || !ret_length)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (IMAPI_FAILED(status))
		return status;
	if (page > 0x3e || (unsigned)values > IMAPI_MODE_PAGE_SAVED)
		return err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
			       "no mode page has the number %02Xh, or values of kind %d", page,
			       (int)values);
	status = spc_mode_sense(&recorder->device, page, (uint8_t)values, bytes, sizeof(bytes),
				&size);
	if (IMAPI_FAILED(status))
		return status;
	return recorder_copy_bytes(recorder, bytes, MIN(size, sizeof(bytes)), ret_bytes,
				   ret_length);
}

IMAPI_API imapi_status imapi_recorder_set_mode_page(struct imapi_recorder *recorder, int save,
						    const uint8_t *bytes, size_t length)
{
	imapi_status status;

	if (!recorder || !bytes)
		return IMAPI_E_POINTER;
	status = recorder_enter(recorder);
	if (!IMAPI_FAILED(status) && (length < 2 || bytes[1] + 2u != length))
		status = err_set(&recorder->context->error, IMAPI_E_INVALIDARG,
				 "a mode page of %zu bytes does not say so", length);
	if (!IMAPI_FAILED(status))
		status = recorder_enter_alone(recorder);
	if (IMAPI_FAILED(status))
		return status;
	status = spc_mode_select(&recorder->device, bytes, length, save != 0);
	recorder_give(recorder);
	return status;
}
