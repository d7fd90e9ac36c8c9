/* SPDX-License-Identifier: MIT */
#include "transport/iscsi-place.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>

#define SCHEME "iscsi://"
#define DEFAULT_PORT "3260"
#define LUN_MAX 16383 /* SAM-4 4.6.7: 14 bits */
#define TIMEOUT_MAX 3600

/* A piece of the address. */
struct piece {
	const char *text;
	size_t length;
};

/* The address in its pieces; what is not there has no text. */
struct pieces {
	struct piece user, secret, portal, target, lun, options;
};

/* Cuts @piece at the first of @marks; what is behind it, or nothing. */
static struct piece cut(struct piece *piece, char mark)
{
	const char *at = memchr(piece->text, mark, piece->length);
	struct piece behind = { NULL, 0 };

	if (at) {
		behind.text = at + 1;
		behind.length = piece->length - (size_t)(at + 1 - piece->text);
		piece->length = (size_t)(at - piece->text);
	}
	return behind;
}

/* A secret may hold an "@"; neither host nor target can. */
static void split_user(struct pieces *p, struct piece *rest)
{
	const char *at = memrchr(rest->text, '@', rest->length);

	if (!at)
		return;
	p->user = (struct piece){ rest->text, (size_t)(at - rest->text) };
	rest->length -= p->user.length + 1;
	rest->text = at + 1;
	p->secret = cut(&p->user, '%');
	if (!p->secret.text)
		p->secret = cut(&p->user, ':');
}

static const char *split(const char *address, struct pieces *p)
{
	struct piece rest = { address + strlen(SCHEME), 0 };

	memset(p, 0, sizeof(*p));
	if (strncmp(address, SCHEME, strlen(SCHEME)) != 0)
		return "it does not begin with " SCHEME;
	rest.length = strlen(rest.text);
	p->options = cut(&rest, '?');
	split_user(p, &rest);
	p->portal = rest;
	p->target = cut(&p->portal, '/');
	if (!p->portal.length)
		return "it names no host";
	p->lun = p->target.text ? cut(&p->target, '/') : p->lun;
	if (!p->target.length)
		return "it names no target";
	return p->lun.length ? NULL : "it names no LUN";
}

static bool copy(char *to, size_t room, struct piece from)
{
	if (from.length >= room || (from.length && memchr(from.text, '\0', from.length)))
		return false;
	if (from.length)
		memcpy(to, from.text, from.length);
	to[from.length] = '\0';
	return true;
}

static bool read_number(struct piece piece, unsigned least, unsigned most, unsigned *ret_number)
{
	unsigned number = 0;

	if (!piece.length || piece.length > 5)
		return false;
	for (size_t i = 0; i < piece.length; i++) {
		if (!isdigit((unsigned char)piece.text[i]))
			return false;
		number = number * 10 + (unsigned)(piece.text[i] - '0');
	}
	*ret_number = number;
	return number >= least && number <= most;
}

/* "[" and "]" keep the colons of an IPv6 address from that of the port. */
static const char *split_portal(struct piece *host, struct piece *port)
{
	struct piece inner;

	*port = (struct piece){ DEFAULT_PORT, strlen(DEFAULT_PORT) };
	if (host->text[0] != '[') {
		inner = cut(host, ':');
		if (inner.text)
			*port = inner;
		return memchr(host->text, '%', host->length) ? "there is a \"%\" in the host"
							     : NULL;
	}
	inner = (struct piece){ host->text + 1, host->length - 1 };
	*host = inner;
	inner = cut(host, ']');
	if (!inner.text)
		return "a \"]\" is missing behind the host";
	if (inner.length && inner.text[0] != ':')
		return "there is something between host and port";
	if (inner.length)
		*port = (struct piece){ inner.text + 1, inner.length - 1 };
	return NULL;
}

static const char *read_portal(struct piece portal, struct iscsi_place *place)
{
	struct piece host = portal, port;
	const char *wrong = split_portal(&host, &port);
	unsigned number;

	if (wrong)
		return wrong;
	if (!read_number(port, 1, 65535, &number))
		return "the port is not a number from 1 to 65535";
	if (!host.length || !copy(place->host, sizeof(place->host), host))
		return "the name of the host is empty or too long";
	snprintf(place->port, sizeof(place->port), "%u", number);
	snprintf(place->portal, sizeof(place->portal),
		 portal.text[0] == '[' ? "[%s]:%u" : "%s:%u", place->host, number);
	return NULL;
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* "%3A" stands for ":" in the name of a target. */
static void decode(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++, to++) {
		int high = *p == '%' ? hex(p[1]) : -1, low = high >= 0 ? hex(p[2]) : -1;

		*to = *p;
		if (low >= 0 && high * 16 + low > 0) {
			*to = (char)(high * 16 + low);
			p += 2;
		}
	}
	*to = '\0';
}

static bool is(struct piece piece, const char *word)
{
	return piece.length == strlen(word) && !memcmp(piece.text, word, piece.length);
}

static const char *read_option(struct piece name, struct piece value, struct iscsi_place *place)
{
	if (is(name, "timeout"))
		return read_number(value, 1, TIMEOUT_MAX, &place->timeout)
			       ? NULL
			       : "timeout is not a number of seconds from 1 to 3600";
	if (is(name, "target_user"))
		return copy(place->target_user, PLACE_TEXT, value) ? NULL
								   : "target_user is too long";
	if (is(name, "target_password"))
		return copy(place->target_secret, PLACE_TEXT, value)
			       ? NULL
			       : "target_password is too long";
	if (!is(name, "header_digest"))
		return "it has an option other than timeout, header_digest, target_user and "
		       "target_password";
	if (!is(value, "crc32c") && !is(value, "none"))
		return "header_digest is neither crc32c nor none";
	place->digest = is(value, "crc32c");
	return NULL;
}

static const char *read_options(struct piece options, struct iscsi_place *place)
{
	const char *wrong = NULL;

	while (!wrong && options.length) {
		struct piece rest = cut(&options, '&'), value = cut(&options, '=');

		wrong = read_option(options, value, place);
		options = rest;
	}
	return wrong;
}

const char *place_parse(const char *address, struct iscsi_place *ret_place)
{
	struct iscsi_place place = { .timeout = PLACE_TIMEOUT, .digest = -1 };
	struct pieces p;
	const char *wrong = split(address, &p);

	if (!wrong)
		wrong = read_portal(p.portal, &place);
	if (!wrong)
		wrong = read_options(p.options, &place);
	if (wrong)
		return wrong;
	if (!copy(place.target, sizeof(place.target), p.target))
		return "the name of the target is too long";
	if (!read_number(p.lun, 0, LUN_MAX, &place.lun))
		return "the LUN is not a number from 0 to 16383";
	if (!copy(place.user, sizeof(place.user), p.user) ||
	    !copy(place.secret, sizeof(place.secret), p.secret))
		return "the user or the secret is too long";
	decode(place.target);
	*ret_place = place;
	return NULL;
}

static void take(char *text, const char *name)
{
	const char *value = text[0] ? NULL : getenv(name);

	if (value)
		copy(text, PLACE_TEXT, (struct piece){ value, strlen(value) });
}

void place_add_environment(struct iscsi_place *place)
{
	take(place->user, "LIBISCSI_CHAP_USERNAME");
	take(place->secret, "LIBISCSI_CHAP_PASSWORD");
	take(place->target_user, "LIBISCSI_CHAP_TARGET_USERNAME");
	take(place->target_secret, "LIBISCSI_CHAP_TARGET_PASSWORD");
}

const char *place_lacks(const struct iscsi_place *place)
{
	if (place->user[0] && !place->secret[0])
		return "a user is given, but no secret";
	if (place->target_user[0] && !place->target_secret[0])
		return "the target is to prove who it is, but its secret is not given";
	if (place->target_user[0] && !place->user[0])
		return "the target is to prove who it is, but no user is given for this side";
	return NULL;
}

/* Appends at @to, which has the room, and returns the new end. */
static char *append(char *to, const char *text, size_t length)
{
	if (length)
		memcpy(to, text, length);
	to[length] = '\0';
	return to + length;
}

static char *append_options(char *to, struct piece options)
{
	char mark = '?';

	while (options.length) {
		struct piece rest = cut(&options, '&'), name = options;

		cut(&name, '=');
		if (!is(name, "target_password")) {
			to = append(to, &mark, 1);
			to = append(to, options.text, options.length);
			mark = '&';
		}
		options = rest;
	}
	return to;
}

char *place_redact(const char *address)
{
	struct iscsi_place place;
	struct pieces p;
	char *text = malloc(strlen(address) + sizeof(SCHEME "...")), *to = text;

	if (!text)
		return NULL;
	to = append(to, SCHEME, strlen(SCHEME));
	if (place_parse(address, &place) || split(address, &p)) {
		append(to, "...", 3);
		return text;
	}
	to = append(to, p.user.text, p.user.length);
	if (p.user.text)
		to = append(to, "@", 1);
	to = append(to, p.portal.text, (size_t)(p.lun.text + p.lun.length - p.portal.text));
	append_options(to, p.options);
	return text;
}
