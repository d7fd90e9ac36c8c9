/* SPDX-License-Identifier: MIT */
#include "tcmu/ring.h"

#include "base/mem.h"

#include <linux/target_core_user.h>

#define CDB_OFFSET offsetof(struct tcmu_cmd_entry, req.cdb_off)
#define COUNT_OFFSET offsetof(struct tcmu_cmd_entry, req.iov_cnt)
#define PIECES_OFFSET offsetof(struct tcmu_cmd_entry, req.iov)
#define CHECK_CONDITION 0x02

bool ring_attach(struct ring *ring, void *map, size_t size)
{
	struct tcmu_mailbox box;

	if (size < sizeof(box))
		return false;
	memcpy(&box, map, sizeof(box));
	if (box.version != TCMU_MAILBOX_VERSION || box.cmdr_off < sizeof(box) ||
	    box.cmdr_off > size || box.cmdr_size > size - box.cmdr_off ||
	    box.cmdr_off % TCMU_OP_ALIGN_SIZE || box.cmdr_size % TCMU_OP_ALIGN_SIZE ||
	    box.cmdr_size < sizeof(struct tcmu_cmd_entry))
		return false;
	*ring = (struct ring){ .map = map,
			       .size = size,
			       .begin = box.cmdr_off,
			       .length = box.cmdr_size,
			       .tells_length = box.flags & TCMU_MAILBOX_FLAG_CAP_READ_LEN };
	return true;
}

static struct tcmu_mailbox *mailbox(const struct ring *ring)
{
	return (struct tcmu_mailbox *)(void *)ring->map;
}

static uint32_t load_32(const struct ring *ring, size_t offset)
{
	uint32_t value;

	memcpy(&value, ring->map + offset, sizeof(value));
	return value;
}

/* How far the kernel has come; everything that it wrote before is seen after this. */
static uint32_t load_head(const struct ring *ring)
{
	return __atomic_load_n(
		(uint32_t *)(void *)(ring->map + offsetof(struct tcmu_mailbox, cmd_head)),
		__ATOMIC_ACQUIRE);
}

static void advance(struct ring *ring, uint32_t tail, uint32_t length)
{
	__atomic_store_n(&mailbox(ring)->cmd_tail, (tail + length) % ring->length,
			 __ATOMIC_RELEASE);
}

/* The bytes of a CDB are told by its first (SPC-4 4.3.4.1); of the odd groups, 16 are taken. */
static uint8_t cdb_length(uint8_t opcode)
{
	static const uint8_t lengths[] = { 6, 10, 10, 16, 16, 12, 10, 10 };

	return lengths[opcode >> 5];
}

static bool read_cdb(const struct ring *ring, struct ring_request *request)
{
	uint64_t offset;
	uint8_t length;

	memcpy(&offset, ring->map + request->at + CDB_OFFSET, sizeof(offset));
	if (offset >= ring->size)
		return false;
	length = cdb_length(ring->map[offset]);
	if (length > ring->size - offset)
		return false;
	memcpy(request->cdb, ring->map + offset, length);
	request->cdb_length = length;
	return true;
}

/* Piece number @index of the data, which must lie in the data area. */
static bool read_piece(const struct ring *ring, const struct ring_request *request,
		       uint32_t index, struct iovec *ret)
{
	size_t area = (size_t)ring->begin + ring->length, base;
	struct iovec piece;

	memcpy(&piece, ring->map + request->at + PIECES_OFFSET + index * sizeof(piece),
	       sizeof(piece));
	base = (size_t)(uintptr_t)piece.iov_base;
	if (base < area || base > ring->size || piece.iov_len > ring->size - base)
		return false;
	*ret = (struct iovec){ .iov_base = ring->map + base, .iov_len = piece.iov_len };
	return true;
}

/* Adds the pieces up; sees whether each begins where the one before ends. */
static bool read_pieces(const struct ring *ring, struct ring_request *request)
{
	uint8_t *first = NULL, *end = NULL;
	size_t total = 0;
	bool whole = true;

	for (uint32_t i = 0; i < request->pieces; i++) {
		struct iovec piece;

		if (!read_piece(ring, request, i, &piece) ||
		    piece.iov_len > RING_DATA_MAX - total)
			return false;
		whole &= !first || piece.iov_base == end;
		first = first ? first : piece.iov_base;
		end = (uint8_t *)piece.iov_base + piece.iov_len;
		total += piece.iov_len;
	}
	request->data_length = (uint32_t)total;
	request->data = whole && total ? first : NULL;
	return true;
}

static bool read_request(const struct ring *ring, struct ring_request *request)
{
	uint32_t count = load_32(ring, request->at + COUNT_OFFSET);

	if (count > (request->length - PIECES_OFFSET) / sizeof(struct iovec))
		return false;
	request->pieces = count;
	return read_cdb(ring, request) && read_pieces(ring, request);
}

/* ABORTED COMMAND, internal target failure. */
static void refuse(struct ring *ring, const struct ring_request *request)
{
	static const struct imapi_exchange answer = {
		.scsi_status = CHECK_CONDITION,
		.sense_length = 18,
		.sense = { 0x70, 0, 0x0b, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x44, 0 },
	};

	ring->refused++;
	ring_answer(ring, request, &answer);
}

/* Steps over what is no command; an operation that is not known is marked for the kernel. */
static void skip(struct ring *ring, const struct ring_request *request, unsigned operation)
{
	if (operation != TCMU_OP_PAD && operation != TCMU_OP_TMR)
		ring->map[request->at + offsetof(struct tcmu_cmd_entry_hdr, uflags)] |=
			TCMU_UFLAG_UNKNOWN_OP;
	advance(ring, request->at - ring->begin, request->length);
}

/* Where the next entry lies; RING_REQUEST also if it is no command. */
static enum ring_state find_entry(const struct ring *ring, struct ring_request *request,
				  unsigned *ret_operation)
{
	uint32_t head = load_head(ring), tail = mailbox(ring)->cmd_tail, used, word;

	if (head >= ring->length || tail >= ring->length || head % TCMU_OP_ALIGN_SIZE ||
	    tail % TCMU_OP_ALIGN_SIZE)
		return RING_BROKEN;
	if (head == tail)
		return RING_EMPTY;
	used = head > tail ? head - tail : ring->length - tail;
	request->at = ring->begin + tail;
	word = load_32(ring, request->at);
	request->length = tcmu_hdr_get_len(word);
	*ret_operation = tcmu_hdr_get_op(word);
	return request->length >= sizeof(struct tcmu_cmd_entry_hdr) && request->length <= used
		       ? RING_REQUEST
		       : RING_BROKEN;
}

enum ring_state ring_next(struct ring *ring, struct ring_request *ret_request)
{
	for (;;) {
		struct ring_request request = { 0 };
		unsigned operation;
		enum ring_state state = find_entry(ring, &request, &operation);

		if (state != RING_REQUEST)
			return state;
		if (operation != TCMU_OP_CMD) {
			skip(ring, &request, operation);
			continue;
		}
		if (request.length < sizeof(struct tcmu_cmd_entry))
			return RING_BROKEN;
		if (read_request(ring, &request)) {
			*ret_request = request;
			return RING_REQUEST;
		}
		refuse(ring, &request);
	}
}

void ring_gather(const struct ring *ring, const struct ring_request *request, uint8_t *data)
{
	size_t done = 0;
	struct iovec piece;

	for (uint32_t i = 0; i < request->pieces; i++) {
		if (!read_piece(ring, request, i, &piece) ||
		    piece.iov_len > request->data_length - done)
			return;
		memcpy(data + done, piece.iov_base, piece.iov_len);
		done += piece.iov_len;
	}
}

void ring_scatter(const struct ring *ring, const struct ring_request *request,
		  const uint8_t *data)
{
	size_t done = 0;
	struct iovec piece;

	for (uint32_t i = 0; i < request->pieces; i++) {
		if (!read_piece(ring, request, i, &piece) ||
		    piece.iov_len > request->data_length - done)
			return;
		memcpy(piece.iov_base, data + done, piece.iov_len);
		done += piece.iov_len;
	}
}

void ring_answer(struct ring *ring, const struct ring_request *request,
		 const struct imapi_exchange *x)
{
	struct tcmu_cmd_entry *entry = (void *)(ring->map + request->at);
	uint32_t came = x->data_length - MIN(x->residual, x->data_length);

	memset(&entry->rsp, 0, sizeof(entry->rsp));
	entry->rsp.scsi_status = x->scsi_status;
	memcpy(entry->rsp.sense_buffer, x->sense,
	       MIN((size_t)x->sense_length, sizeof(entry->rsp.sense_buffer)));
	if (ring->tells_length && x->direction == IMAPI_DIRECTION_IN && x->scsi_status == 0) {
		entry->hdr.uflags |= TCMU_UFLAG_READ_LEN;
		entry->rsp.read_len = came;
	}
	advance(ring, request->at - ring->begin, request->length);
}
