/* SPDX-License-Identifier: MIT */
/* Where a drive behind iSCSI is, and who asks for it: what its address says. */
#ifndef LIB_TRANSPORT_ISCSI_PLACE_H
#define LIB_TRANSPORT_ISCSI_PLACE_H

#define PLACE_TEXT 224 /* RFC 7143 4.2.7.1: a name has at most 223 bytes */
#define PLACE_TIMEOUT 30

struct iscsi_place {
	char host[256], port[6];
	char portal[264]; /* "host:port", for messages */
	char target[PLACE_TEXT];
	char user[PLACE_TEXT], secret[PLACE_TEXT];
	char target_user[PLACE_TEXT], target_secret[PLACE_TEXT];
	unsigned lun;
	unsigned timeout; /* seconds without a sign of life */
	int digest; /* 1 if headers must have a checksum, 0 if not, -1: as the target likes */
};

/* Takes iscsi://[USER[%SECRET]@]HOST[:PORT]/TARGET/LUN[?OPTIONS] apart; NULL, or what is wrong.
 */
const char *place_parse(const char *address, struct iscsi_place *ret_place);

/* Fills in what the address does not say from LIBISCSI_CHAP_..., as libiscsi itself does. */
void place_add_environment(struct iscsi_place *place);

/* What is missing so that everybody proves what they were asked to; NULL if nothing is. */
const char *place_lacks(const struct iscsi_place *place);

/*
 * The address without its secrets, which is an address all the same; of one that cannot be
 * taken apart only its beginning. The caller frees it; NULL if there is no memory.
 */
char *place_redact(const char *address);

#endif
