/* SPDX-License-Identifier: MIT */
/* What a target answers to a login, before libiscsi believes it. */
#ifndef LIB_TRANSPORT_ISCSI_TERMS_H
#define LIB_TRANSPORT_ISCSI_TERMS_H

#include <stddef.h>
#include <stdint.h>

enum terms_verdict {
	TERMS_INCOMPLETE, /* more bytes are needed */
	TERMS_GOOD,
	TERMS_BAD, /* with these the commands would never be sent, or it is no answer at all */
};

#define TERMS_ROOM (48 + 16384) /* more than any login needs: RFC 7143 13.12 has it at 8192 */

/* Looks at the first PDU of @bytes. */
enum terms_verdict terms_look(const uint8_t *bytes, size_t length);

#endif
