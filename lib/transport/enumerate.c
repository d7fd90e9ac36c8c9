/* SPDX-License-Identifier: MIT */
/* The list of drives, and the table of ways to find them. */
#include "transport/enumerate.h"

#include "base/context.h"
#include "base/mem.h"

/* All are asked; a drive that one of them has found is not added again by the next. */
static const struct enumerator {
	const char *name;
	imapi_status (*find)(struct imapi_context *context, const char *root,
			     struct drive_list *list);
} enumerators[] = {
	{ "sysfs", enumerate_sysfs },
	{ "module", enumerate_module },
};

void drive_entry_done(struct drive_entry *entry)
{
	free(entry->address);
	free(entry->id);
}

bool drive_entry_copy(const struct drive_entry *entry, struct drive_entry *ret_copy)
{
	struct drive_entry copy = *entry;

	copy.address = strdup(entry->address);
	copy.id = strdup(entry->id);
	if (!copy.address || !copy.id) {
		drive_entry_done(&copy);
		return false;
	}
	*ret_copy = copy;
	return true;
}

void drive_list_done(struct drive_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		drive_entry_done(&list->items[i]);
	free(list->items);
	*list = (struct drive_list){ NULL };
}

const struct drive_entry *drive_list_find(const struct drive_list *list, const char *address)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i].address, address))
			return &list->items[i];
	return NULL;
}

imapi_status drive_list_add(struct imapi_context *context, struct drive_list *list,
			    struct drive_entry *entry)
{
	struct drive_entry *items;

	if (!entry->address || !entry->id) {
		drive_entry_done(entry);
		return err_no_memory(&context->error);
	}
	if (drive_list_find(list, entry->address)) {
		drive_entry_done(entry);
		return IMAPI_OK;
	}
	items = array_grow(list->items, list->count, &list->room, sizeof(*items));
	if (!items) {
		drive_entry_done(entry);
		return err_no_memory(&context->error);
	}
	list->items = items;
	items[list->count++] = *entry;
	return IMAPI_OK;
}

static int compare(const void *a, const void *b)
{
	const struct drive_entry *left = a, *right = b;

	return strverscmp(left->address, right->address);
}

imapi_status enumerate_drives(struct imapi_context *context, const char *root,
			      struct drive_list *list)
{
	for (size_t i = 0; i < ARRAY_SIZE(enumerators); i++) {
		size_t before = list->count;
		imapi_status status = enumerators[i].find(context, root, list);

		if (IMAPI_FAILED(status))
			return status;
		log_debug(context, "%s: %zu drives", enumerators[i].name, list->count - before);
	}
	array_sort(list->items, list->count, sizeof(*list->items), compare);
	return IMAPI_OK;
}
