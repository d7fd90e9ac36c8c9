/* SPDX-License-Identifier: MIT */
/* The pieces of a description: a text that grows in a buffer, and data in words. */
#ifndef LIB_MMC_DESCRIBE_H
#define LIB_MMC_DESCRIBE_H

#include "base/error.h"
#include "base/wire.h"
#include "imapi/transport.h"

/* Always terminated; what does not fit is cut off. */
struct line {
	char *text;
	size_t room, length;
};

void line_add(struct line *line, const char *format, ...) ERR_PRINTF(2, 3);
void line_hex(struct line *line, const uint8_t *bytes, size_t length);
void line_wire(struct line *line, const struct wire_layout *layout, const uint8_t *bytes,
	       size_t length);

/* Bytes that went over, as far as the exchange agrees with itself. */
uint32_t transferred_length(const struct imapi_exchange *x);

/* Says what the data of an exchange mean, if the command's data are known. */
void describe_data(struct line *line, const struct imapi_exchange *x);

#endif
