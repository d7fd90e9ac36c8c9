/* SPDX-License-Identifier: MIT */
#include "base/wire.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

static void store(void *member, uint8_t width, uint64_t value)
{
	switch (width) {
	case 1:
		*(uint8_t *)member = (uint8_t)value;
		break;
	case 2:
		*(uint16_t *)member = (uint16_t)value;
		break;
	case 4:
		*(uint32_t *)member = (uint32_t)value;
		break;
	default:
		*(uint64_t *)member = value;
	}
}

static uint64_t load(const void *member, uint8_t width)
{
	switch (width) {
	case 1:
		return *(const uint8_t *)member;
	case 2:
		return *(const uint16_t *)member;
	case 4:
		return *(const uint32_t *)member;
	default:
		return *(const uint64_t *)member;
	}
}

static uint64_t get_number(const uint8_t *p, size_t n, bool little)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = (v << 8) | p[little ? n - 1 - i : i];
	return v;
}

static void put_number(uint8_t *p, size_t n, bool little, uint64_t v)
{
	for (size_t i = 0; i < n; i++, v >>= 8)
		p[little ? i : n - 1 - i] = (uint8_t)v;
}

static uint8_t mask(const struct wire_field *f)
{
	return (uint8_t)(((1u << (f->hi - f->lo + 1)) - 1) << f->lo);
}

static size_t field_bytes(const struct wire_field *f)
{
	return (size_t)(f->last - f->first + 1);
}

static uint64_t get_field(const struct wire_field *f, const uint8_t *p)
{
	size_t n = field_bytes(f);

	switch (f->kind) {
	case WIRE_BITS:
		return (uint64_t)((p[0] & mask(f)) >> f->lo);
	case WIRE_LE:
		return get_number(p, n, true);
	case WIRE_BOTH:
		return get_number(p, n / 2, true);
	default:
		return get_number(p, n, false);
	}
}

void wire_get(const struct wire_layout *layout, const uint8_t *bytes, size_t length, void *ret)
{
	memset(ret, 0, layout->struct_size);
	for (size_t i = 0; i < layout->field_count; i++) {
		const struct wire_field *f = &layout->fields[i];
		const uint8_t *p = bytes + (f->first - layout->first_byte);
		uint8_t *member = (uint8_t *)ret + f->offset;

		if ((size_t)(f->last - layout->first_byte) >= length)
			continue;
		if (f->kind == WIRE_RAW || f->kind == WIRE_TEXT)
			memcpy(member, p, field_bytes(f));
		else
			store(member, f->width, get_field(f, p));
	}
}

static void put_field(const struct wire_field *f, const uint8_t *member, uint8_t *p)
{
	size_t n = field_bytes(f);
	uint64_t v;

	if (f->kind == WIRE_RAW || f->kind == WIRE_TEXT) {
		memcpy(p, member, n);
		return;
	}
	v = load(member, f->width);
	switch (f->kind) {
	case WIRE_BITS:
		p[0] = (uint8_t)((p[0] & ~mask(f)) | ((v << f->lo) & mask(f)));
		break;
	case WIRE_LE:
		put_number(p, n, true, v);
		break;
	case WIRE_BOTH:
		put_number(p, n / 2, true, v);
		put_number(p + n / 2, n / 2, false, v);
		break;
	default:
		put_number(p, n, false, v);
	}
}

void wire_put(const struct wire_layout *layout, const void *value, uint8_t *bytes)
{
	for (size_t i = 0; i < layout->field_count; i++) {
		const struct wire_field *f = &layout->fields[i];

		put_field(f, (const uint8_t *)value + f->offset,
			  bytes + (f->first - layout->first_byte));
	}
}

void wire_put_clean(const struct wire_layout *layout, const void *value, uint8_t *bytes)
{
	memset(bytes, 0, layout->size);
	wire_put(layout, value, bytes);
}

struct text {
	char *at;
	size_t room, length;
};

static void add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *t, const char *format, ...)
{
	size_t left = t->length < t->room ? t->room - t->length : 0;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(left ? t->at + t->length : NULL, left, format, args);
	va_end(args);
	if (n > 0)
		t->length += (size_t)n;
}

static void print_field(struct text *t, const struct wire_field *f, const uint8_t *p)
{
	size_t n = field_bytes(f);

	add(t, "%s%s=", t->length ? " " : "", f->name);
	if (f->kind == WIRE_TEXT) {
		add(t, "\"");
		for (size_t i = 0; i < n; i++)
			add(t, "%c", p[i] >= 0x20 && p[i] < 0x7f && p[i] != '"' ? p[i] : '.');
		add(t, "\"");
	} else if (f->kind == WIRE_RAW) {
		for (size_t i = 0; i < n; i++)
			add(t, "%02x", p[i]);
	} else {
		add(t, "%llu", (unsigned long long)get_field(f, p));
	}
}

size_t wire_print(const struct wire_layout *layout, const uint8_t *bytes, size_t length,
		  char *text, size_t room)
{
	struct text t = { text, room, 0 };

	if (room)
		text[0] = '\0';
	for (size_t i = 0; i < layout->field_count; i++) {
		const struct wire_field *f = &layout->fields[i];

		if ((size_t)(f->last - layout->first_byte) < length)
			print_field(&t, f, bytes + (f->first - layout->first_byte));
	}
	return t.length;
}

/* Marks the bits of a field in a map with a byte per byte; false if one was marked already. */
static bool claim(const struct wire_field *f, uint8_t *map, uint16_t first_byte)
{
	for (uint16_t b = f->first; b <= f->last; b++) {
		uint8_t bits = f->kind == WIRE_BITS ? mask(f) : 0xff;

		if (map[b - first_byte] & bits)
			return false;
		map[b - first_byte] |= bits;
	}
	return true;
}

static bool sane(const struct wire_layout *l, const struct wire_field *f)
{
	if (f->first < l->first_byte || f->last < f->first ||
	    f->last - l->first_byte >= l->size || f->hi < f->lo || f->hi > 7)
		return false;
	if (f->kind == WIRE_RAW || f->kind == WIRE_TEXT)
		return f->offset + field_bytes(f) <= l->struct_size;
	if (f->width != 1 && f->width != 2 && f->width != 4 && f->width != 8)
		return false;
	return field_bytes(f) <= f->width * (f->kind == WIRE_BOTH ? 2u : 1u);
}

const char *wire_check(const struct wire_layout *layout)
{
	AUTOFREE uint8_t *map = zalloc(layout->size);

	for (size_t i = 0; map && i < layout->field_count; i++) {
		const struct wire_field *f = &layout->fields[i];

		if (!sane(layout, f) || !claim(f, map, layout->first_byte))
			return f->name;
	}
	return map ? NULL : "(out of memory)";
}
