/* SPDX-License-Identifier: MIT */
/* A disc: sessions, tracks, where the next write goes. It knows no time and no drive. */
#ifndef LIB_SIM_DISC_H
#define LIB_SIM_DISC_H

#include "mmc/replies.h"
#include "sim/defects.h"
#include "sim/medium.h"

struct sim_store;

/*
 * One track (fragment, RZone, SRR). Tracks lie in order of address. While the disc can take
 * more, the last one is the track that waits for data: neither complete nor reserved.
 */
struct sim_track {
	uint16_t session;
	bool complete, reserved, damaged;
	bool cut_off;	     /* a track at once whose drive is gone: it lacks its end */
	uint8_t packets;     /* enum sim_packets */
	uint8_t data_mode;   /* 1, or 2 for XA; 0 while nothing is written */
	uint32_t start, end; /* blocks; an open track ends where the medium does */
	uint32_t nwa;	     /* first block that was not written */
	uint32_t readable;   /* end of what can be read, once complete */
};

struct sim_disc {
	const struct sim_medium *medium;
	struct sim_store *store; /* owned */
	uint32_t capacity, id;
	uint32_t whole; /* the capacity before a format set blocks aside */
	bool final, write_protected;
	bool spoiled;	 /* a blank or format has begun and was not ended */
	bool minimal;	 /* blanked as quickly as can be: it is written at once or not at all */
	bool overwrites; /* pseudo-overwrite: what is written can be replaced */
	bool scattered;	 /* BD-R for random recording: anywhere, each cluster once */
	bool restricted; /* formatted for restricted overwrite */
	uint16_t sessions; /* the open one included */
	struct sim_track *tracks;
	size_t count, room;
	uint32_t layer_0;    /* blocks that layer 0 was set to hold, 0: it was not */
	uint32_t background; /* enum mmc_background */
	uint32_t deiced;     /* blocks that the background format has been over */
	uint32_t jumps;	     /* 1: layer jump recording */
	uint32_t jump;	     /* LBA that the open session leaves layer 0 at, 0: not said */
	struct sim_defects defects;
};

/* A blank disc over @store, which it owns if that succeeds. NULL if out of memory. */
struct sim_disc *disc_new(const struct sim_medium *medium, uint32_t capacity, uint32_t id,
			  struct sim_store *store);
struct sim_disc *disc_free(struct sim_disc *disc);

bool disc_blank(const struct sim_disc *disc);
/* Is written anywhere, once it is formatted, whatever the kind of medium. */
bool disc_random(const struct sim_disc *disc);
/* Can be written anywhere. */
bool disc_formatted(const struct sim_disc *disc);
bool track_blank(const struct sim_track *track);
/* Can take data now. */
bool track_open(const struct sim_track *track);

/* Takes data at its NWA: a track at once does not once it was cut off. */
bool disc_continues(const struct sim_disc *disc, const struct sim_track *track);

/* By number, from 1; NULL if there is none. */
struct sim_track *disc_track(const struct sim_disc *disc, unsigned number);
/* The one that @lba lies in, NULL if none does. */
struct sim_track *disc_track_at(const struct sim_disc *disc, uint32_t lba);
unsigned disc_number(const struct sim_disc *disc, const struct sim_track *track);
/* The track at the end that takes data without a reservation, NULL if there is none. */
struct sim_track *disc_tail(const struct sim_disc *disc);
/* The first track of session @number, from 1, or NULL. */
struct sim_track *disc_session(const struct sim_disc *disc, unsigned number);
/* End of the last complete track of the disc: the lead-out. */
uint32_t disc_lead_out(const struct sim_disc *disc);
/* How many tracks lie in closed sessions, and where the last of those ends (0: none does). */
unsigned disc_closed_tracks(const struct sim_disc *disc);
uint32_t disc_closed_end(const struct sim_disc *disc);
uint16_t disc_profile(const struct sim_disc *disc);
/* What kind of CD it is, as the first track says, once there is a lead-in that could say it. */
uint8_t disc_cd_type(const struct sim_disc *disc);
/* enum mmc_disc_status and enum mmc_session_state. */
uint8_t disc_status(const struct sim_disc *disc);
uint8_t disc_session_state(const struct sim_disc *disc);

/* The former of a medium that is written anywhere. */
uint8_t disc_random_status(const struct sim_disc *disc);

/* What writing would say; the track that it would go to. */
struct sim_sense disc_check_write(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
				  struct sim_track **ret_track);
/* The same for a medium that is written anywhere. */
struct sim_sense disc_check_random(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
				   struct sim_track **ret_track);
/* The same where data is already, on a disc with pseudo-overwrite. */
struct sim_sense disc_check_overwrite(const struct sim_disc *disc, uint32_t lba,
				      uint32_t blocks, struct sim_track **ret_track);
/* Takes blocks for @lba, which must be where a track goes on. */
struct sim_sense disc_write(struct sim_disc *disc, uint32_t lba, const void *data,
			    uint32_t blocks);
/* Reads what can be read. */
struct sim_sense disc_read(struct sim_disc *disc, uint32_t lba, void *data, uint32_t blocks);
/* Changes one byte of a block that was written. */
void disc_corrupt(struct sim_disc *disc, uint32_t lba);
/* What reading would say; *@ret_bad is the first block that cannot be read. */
struct sim_sense disc_check_read(const struct sim_disc *disc, uint32_t lba, uint32_t blocks,
				 uint32_t *ret_bad);

/* Fills the last ECC unit of a track that is being written. */
struct sim_sense disc_pad(struct sim_disc *disc, struct sim_track *track);
/* Forgets what was written from @recorded on: it never reached the medium. */
void disc_lose(struct sim_disc *disc, struct sim_track *track, uint32_t recorded);

/* What writes to the open session stops here; the last @lost blocks were never written. */
void disc_interrupt(struct sim_disc *disc, uint32_t lost);

/* Where a track of a session at once begins and ends. */
struct disc_span {
	uint32_t start, end;
};

/* A session at once: its tracks stand where the one waits that takes data now. */
bool disc_lay_out(struct sim_disc *disc, const struct disc_span *spans, unsigned count);
/* A reserved track that has got all its data, but for the filling of the last ECC unit. */
bool track_full(const struct sim_disc *disc, const struct sim_track *track);
/* A close repairs what was left open, and full tracks are complete. */
void disc_settle(struct sim_disc *disc);
/* Such a track is written to its end. */
void disc_end_span(struct sim_disc *disc, struct sim_track *track);
/* The drive has lost the session: what is not written stays so. */
void disc_cut_spans(struct sim_disc *disc);

struct sim_sense disc_reserve(struct sim_disc *disc, uint32_t blocks);
/* What the close would be refused with, else GOOD; the disc_close functions assume GOOD. */
struct sim_sense disc_check_close_track(const struct sim_disc *disc, unsigned number);
struct sim_sense disc_check_close_session(const struct sim_disc *disc);
struct sim_sense disc_close_track(struct sim_disc *disc, unsigned number);
void disc_close_session(struct sim_disc *disc);
unsigned disc_sessions_max(const struct sim_disc *disc);
void disc_finalise(struct sim_disc *disc);

/* What layer 0 holds, and whether that can be changed no more. */
uint32_t disc_layer_0(const struct sim_disc *disc);
bool disc_layer_0_fixed(const struct sim_disc *disc);
/* The second layer holds no more than the first. */
struct sim_sense disc_set_layer_0(struct sim_disc *disc, uint32_t blocks);
/* The disc has been written or its layers set: its capacity follows. */
void disc_fit_layers(struct sim_disc *disc);
/* What a close that is final has to fill, so that both layers reach as far. */
uint32_t disc_unequal(const struct sim_disc *disc);

/* What can be read of a disc that is being formatted, up to @end at least from now on. */
void disc_reach(struct sim_disc *disc, uint32_t end);

/* Nothing is on the disc any more, as when it was new, or @minimal: as quickly as can be. */
void disc_erase(struct sim_disc *disc, bool minimal);
/* What can be written once the disc has this format: the spare area is in proportion. */
uint32_t disc_formattable(const struct sim_disc *disc, const struct sim_format *format);
/* What every format would be refused with, else GOOD. */
struct sim_sense disc_check_format(const struct sim_disc *disc);
/* The first @blocks can be written: anywhere, or in sequence. What was there can still be read
 * unless the medium is @certified. */
void disc_format(struct sim_disc *disc, uint32_t blocks, bool overwrites, bool certified);
/* The same for random recording on a medium that is written once. */
void disc_format_scattered(struct sim_disc *disc, uint32_t blocks);
/* The same without a change to what is stored: the first @blocks of a disc that is written
 * anywhere can be read and written. */
void disc_take_format(struct sim_disc *disc, uint32_t blocks);
/* Less can be written, and what lies below stays. */
void disc_expand_spare(struct sim_disc *disc, uint32_t blocks);
/* True if the format can be chosen as the disc is. */
bool disc_offers(const struct sim_disc *disc, const struct sim_format *format);
/*
 * A blank or a format has begun; if it is cut off, that is how it stays. The old structure is
 * gone and the new one is not there: what was on the disc cannot be read, and it takes no data
 * until it is blanked or formatted again.
 */
void disc_spoil(struct sim_disc *disc);

/* Writes the state to the disc file, if there is one. */
void disc_save(struct sim_disc *disc);

#endif
