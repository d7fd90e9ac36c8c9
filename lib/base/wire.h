/* SPDX-License-Identifier: MIT */
/*
 * Byte layouts as tables, typed as the standards print them.
 *
 * One table encodes, decodes, prints and is checked for overlap. Positions count from the
 * layout's first_byte (0 in MMC and ECMA-167, 1 in ECMA-119); both ends are inclusive.
 */
#ifndef LIB_BASE_WIRE_H
#define LIB_BASE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wire_kind {
	WIRE_BE,   /* big-endian number */
	WIRE_LE,   /* little-endian number */
	WIRE_BOTH, /* the number twice: little-endian, then big-endian (ECMA-119 7.3.3) */
	WIRE_BITS, /* bits hi..lo of one byte */
	WIRE_RAW,  /* bytes, copied */
	WIRE_TEXT, /* bytes, copied; printed as text */
};

struct wire_field {
	const char *name;
	uint16_t first, last;
	uint8_t hi, lo;
	uint8_t kind;
	uint8_t width;	 /* of the member in bytes; 0 for RAW and TEXT */
	uint16_t offset; /* of the member */
};

struct wire_layout {
	const char *name, *clause;
	uint16_t first_byte, size;
	uint16_t field_count;
	uint16_t struct_size;
	const struct wire_field *fields;
};

#define W_MEMBER_(s, m) .name = #m, .offset = offsetof(s, m), .width = sizeof(((s *)0)->m)
#define W_BE(s, m, f, l)                                                                       \
	{                                                                                      \
		W_MEMBER_(s, m), .first = f, .last = l, .kind = WIRE_BE                        \
	}
#define W_LE(s, m, f, l)                                                                       \
	{                                                                                      \
		W_MEMBER_(s, m), .first = f, .last = l, .kind = WIRE_LE                        \
	}
#define W_BOTH(s, m, f, l)                                                                     \
	{                                                                                      \
		W_MEMBER_(s, m), .first = f, .last = l, .kind = WIRE_BOTH                      \
	}
#define W_BYTE(s, m, f) W_BE(s, m, f, f)
#define W_BITS(s, m, byte, h, l)                                                               \
	{                                                                                      \
		W_MEMBER_(s, m), .first = byte, .last = byte, .hi = h, .lo = l,                \
				 .kind = WIRE_BITS                                             \
	}
#define W_BIT(s, m, byte, b) W_BITS(s, m, byte, b, b)
/* The member is an array of exactly as many bytes. */
#define W_RAW(s, m, f, l)                                                                      \
	{                                                                                      \
		.name = #m, .offset = offsetof(s, m), .first = f, .last = l, .kind = WIRE_RAW, \
		.width =                                                                       \
			(uint8_t)(0 *                                                          \
				  sizeof(char[sizeof(((s *)0)->m) == (l) - (f) + 1 ? 1 : -1])) \
	}
#define W_TEXT(s, m, f, l)                                                                     \
	{                                                                                      \
		.name = #m, .offset = offsetof(s, m), .first = f, .last = l,                   \
		.kind = WIRE_TEXT,                                                             \
		.width =                                                                       \
			(uint8_t)(0 *                                                          \
				  sizeof(char[sizeof(((s *)0)->m) == (l) - (f) + 1 ? 1 : -1])) \
	}

/* Use: WIRE_LAYOUT(wire_x, struct x, "X", "MMC-6 6.1", first byte, size, W_BE(...), ...); */
#define WIRE_LAYOUT(id, s, title, where, base, bytes, ...)                                     \
	static const struct wire_field id##_fields[] = { __VA_ARGS__ };                        \
	const struct wire_layout id = { .name = title,                                         \
					.clause = where,                                       \
					.first_byte = base,                                    \
					.size = bytes,                                         \
					.struct_size = sizeof(s),                              \
					.field_count =                                         \
						sizeof(id##_fields) / sizeof(id##_fields[0]),  \
					.fields = id##_fields }

/* Decodes what the @length bytes cover; members whose bytes are missing become 0. */
void wire_get(const struct wire_layout *layout, const uint8_t *bytes, size_t length, void *ret);

/* Encodes into layout->size bytes; bytes that no field covers are left as they are. */
void wire_put(const struct wire_layout *layout, const void *value, uint8_t *bytes);

/* Zeroes layout->size bytes, then encodes. */
void wire_put_clean(const struct wire_layout *layout, const void *value, uint8_t *bytes);

/*
 * Writes "name=value name=value" for what the @length bytes cover, always terminated.
 * Returns the number of characters that the whole text has, as snprintf() does.
 */
size_t wire_print(const struct wire_layout *layout, const uint8_t *bytes, size_t length,
		  char *text, size_t room);

/* NULL if no two fields overlap and all lie inside the layout, else the name of a bad one. */
const char *wire_check(const struct wire_layout *layout);

#endif
