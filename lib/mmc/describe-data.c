/* SPDX-License-Identifier: MIT */
#include "mmc/describe.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "mmc/command.h"
#include "mmc/names.h"
#include "mmc/replies.h"
#include "scsi/sense.h"
#include "scsi/spc.h"

#define MOST_ITEMS 128 /* of a list; the rest of the line would tell nobody anything */

struct bytes {
	const uint8_t *at;
	size_t length;
};

static struct bytes after(struct bytes b, size_t n)
{
	n = MIN(n, b.length);
	return (struct bytes){ b.at + n, b.length - n };
}

static void add_wire(struct line *line, const struct wire_layout *layout, struct bytes b)
{
	line_add(line, " {");
	line_wire(line, layout, b.at, b.length);
	line_add(line, "}");
}

/* A list of items of one size. */
static void add_items(struct line *line, const struct wire_layout *layout, struct bytes b)
{
	for (int i = 0; i < MOST_ITEMS && b.length >= layout->size; i++) {
		add_wire(line, layout, b);
		b = after(b, layout->size);
	}
}

static void add_features(struct line *line, struct bytes b)
{
	struct mmc_config_header header;

	wire_get(&wire_config_header, b.at, b.length, &header);
	line_add(line, " profile %04Xh length %u:", header.current_profile, header.length);
	b = after(b, CONFIG_HEADER_SIZE);
	for (int i = 0; i < MOST_ITEMS && b.length >= FEATURE_HEADER_SIZE; i++) {
		uint16_t code = get_be16(b.at);
		size_t size = FEATURE_HEADER_SIZE + (size_t)b.at[3];
		const char *name = mmc_feature_name(code);

		line_add(line, " %04x%s%s%s%s%s", code, name ? " " : "", name ? name : "",
			 b.at[2] & 1 ? "*" : "", size > FEATURE_HEADER_SIZE ? ":" : "",
			 i + 1 < MOST_ITEMS ? "" : " ...");
		line_hex(line, b.at + FEATURE_HEADER_SIZE,
			 MIN(size, b.length) - FEATURE_HEADER_SIZE);
		line_add(line, ",");
		b = after(b, size);
	}
}

static void add_event(struct line *line, struct bytes b)
{
	const struct wire_layout *layout = NULL;
	struct mmc_event_header header;

	wire_get(&wire_event_header, b.at, b.length, &header);
	add_wire(line, &wire_event_header, b);
	if (header.none_available)
		return;
	if (header.class_code == EVENT_MEDIA)
		layout = &wire_media_event;
	else if (header.class_code == EVENT_BUSY)
		layout = &wire_busy_event;
	else if (header.class_code == EVENT_OPERATIONAL)
		layout = &wire_operational_event;
	if (layout)
		add_wire(line, layout, b);
}

static void add_toc(struct line *line, struct bytes b)
{
	add_wire(line, &wire_toc_header, b);
	add_items(line, &wire_toc_track, after(b, TOC_HEADER_SIZE));
}

static void add_formats(struct line *line, struct bytes b)
{
	b = after(b, FORMAT_HEADER_SIZE);
	add_wire(line, &wire_current_capacity, b);
	add_items(line, &wire_format_capacity, after(b, FORMAT_CAPACITY_SIZE));
}

static void add_performance(struct line *line, struct bytes b, const uint8_t *cdb)
{
	uint32_t type = cdb_get(cdb, PERFORMANCE_TYPE);

	add_wire(line, &wire_performance_header, b);
	b = after(b, PERFORMANCE_HEADER_SIZE);
	if (type == 0x00)
		add_items(line, &wire_nominal_performance, b);
	else if (type == 0x03)
		add_items(line, &wire_write_speed, b);
}

static const struct wire_layout *page_layout(uint8_t code)
{
	switch (code) {
	case PAGE_WRITE_PARAMETERS:
		return &wire_write_parameters;
	case PAGE_TIMEOUTS:
		return &wire_timeouts;
	case PAGE_CAPABILITIES:
		return &wire_capabilities;
	default:
		return NULL;
	}
}

/* Mode data: header, block descriptors, then pages. */
static void add_pages(struct line *line, struct bytes b)
{
	struct mode_header header;

	wire_get(&wire_mode_header, b.at, b.length, &header);
	b = after(b, MODE_HEADER_SIZE + (size_t)header.block_descriptor_length);
	for (int i = 0; i < MOST_ITEMS && b.length >= 2; i++) {
		uint8_t code = b.at[0] & 0x3f;
		size_t size = MIN((size_t)b.at[1] + 2, b.length);
		const struct wire_layout *layout = page_layout(code);
		const char *name = mmc_page_name(code);

		line_add(line, " page %02Xh%s%s", code, name ? " " : "", name ? name : "");
		if (layout) {
			add_wire(line, layout, (struct bytes){ b.at, size });
		} else {
			line_add(line, " ");
			line_hex(line, b.at, size);
		}
		b = after(b, size);
	}
}

static void add_sense_data(struct line *line, struct bytes b)
{
	struct scsi_sense sense = sense_decode(b.at, b.length);
	char text[160];

	if (!sense.valid)
		return;
	sense_print(&sense, text, sizeof(text));
	line_add(line, " {%s", text);
	if (sense.has_progress)
		line_add(line, " progress=%u/65536", sense.progress);
	line_add(line, "}");
}

/* Data whose meaning is one layout. */
static const struct wire_layout *plain_layout(uint8_t opcode)
{
	static const struct {
		uint8_t opcode;
		const struct wire_layout *layout;
	} table[] = {
		{ 0x04, &wire_format_list },	  { 0x12, &wire_inquiry },
		{ 0x25, &wire_capacity },	  { 0x51, &wire_disc_info },
		{ 0x52, &wire_track_info },	  { 0x5c, &wire_buffer_capacity },
		{ 0xad, &wire_structure_header }, { 0xb6, &wire_streaming },
		{ 0xbf, &wire_structure_header },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].opcode == opcode)
			return table[i].layout;
	return NULL;
}

static void add_known(struct line *line, const uint8_t *cdb, struct bytes b)
{
	const struct wire_layout *layout = plain_layout(cdb[0]);

	if (layout) {
		add_wire(line, layout, b);
		return;
	}
	switch (cdb[0]) {
	case 0x03:
		add_sense_data(line, b);
		break;
	case 0x23:
		add_formats(line, b);
		break;
	case 0x43:
		add_toc(line, b);
		break;
	case 0x46:
		add_features(line, b);
		break;
	case 0x4a:
		add_event(line, b);
		break;
	case 0x55:
	case 0x5a:
		add_pages(line, b);
		break;
	case 0xac:
		add_performance(line, b, cdb);
		break;
	default:
		break;
	}
}

uint32_t transferred_length(const struct imapi_exchange *x)
{
	return x->data_length - MIN(x->residual, x->data_length);
}

void describe_data(struct line *line, const struct imapi_exchange *x)
{
	bool out = x->direction == IMAPI_DIRECTION_OUT;
	struct bytes b = { x->data, out ? x->data_length : transferred_length(x) };

	if (!x->data || b.length == 0)
		return;
	if (!out && (x->host != IMAPI_HOST_OK || x->scsi_status != 0))
		return;
	add_known(line, x->cdb, b);
}
