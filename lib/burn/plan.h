/* SPDX-License-Identifier: MIT */
/* What a burn will do: a pure function of settings, medium and length. */
#ifndef LIB_BURN_PLAN_H
#define LIB_BURN_PLAN_H

#include "imapi/data-writer.h"

#include "burn/spread.h"
#include "media/medium.h"

struct burn_settings {
	enum imapi_verification verification;
	bool force_close;
	bool post_gap_in_image;
	enum imapi_write_method write_method;
	bool streaming; /* the drive does not check what it writes to manage defects */
	enum imapi_dvd_compatibility compatibility;
	bool underrun_free_disabled;
	bool test_write;
	bool session_open; /* only the track is closed */
	enum imapi_data_mode data_mode;
	bool pure_cav;
	bool force_overwrite; /* data on a medium that is written anywhere may be lost */
	bool ask_times;	      /* command time-outs, which not every drive takes well */
	int32_t speed;	      /* sectors per second; -1 is the fastest */
	int64_t layer_break;  /* sectors of layer 0, or IMAPI_LAYER_BREAK_... */
	uint32_t max_wait_s;  /* 0: as long as the drive shows signs of life */
	uint64_t buffer;      /* bytes read ahead */
	imapi_path_of_sector_fn *path;
	void *path_user;
	const char *journal, *journal_note;	/* NULL: none; the data writer's */
	const struct imapi_block_range *ranges; /* the data writer's; NULL: the whole stream */
	size_t range_count;
	const struct spread *spread; /* what follows from the ranges; the job's */
};

#define BURN_SETTINGS_INIT                                                                     \
	(struct burn_settings)                                                                 \
	{                                                                                      \
		.compatibility = IMAPI_DVD_STAYS_OPEN, .speed = -1,                            \
		.layer_break = IMAPI_LAYER_BREAK_AUTO, .max_wait_s = 14400,                    \
		.buffer = 16u << 20                                                            \
	}

enum plan_kind {
	PLAN_ASK, /* what the drive tells about its times, while it is at rest */
	PLAN_LOCK,
	PLAN_SPEED,
	PLAN_PREPARE,
	PLAN_CALIBRATE,
	PLAN_ANNOUNCE, /* what will be written, all of it */
	PLAN_LAYERS,   /* where layer 0 ends */
	PLAN_RESTART,  /* the background format that was stopped */
	PLAN_WRITE,
	PLAN_CLOSE,	/* one rung of the ladder; see close */
	PLAN_REHEARSED, /* a test write is over */
	PLAN_SETTLE,
	PLAN_PROVE,
	PLAN_VERIFY,
	PLAN_FORMAT, /* before the first write */
	PLAN_FORMATTED,
	PLAN_PAD,     /* only after a track was cut short */
	PLAN_ERASE,   /* blank or format */
	PLAN_AIM,     /* look where the medium ends, whose ends are written over */
	PLAN_ERASED,  /* look whether it is so */
	PLAN_COMPARE, /* the only step of a job that compares */
	PLAN_AWAIT,   /* the drive may still be at what an earlier job began */
	PLAN_LOOK,    /* at the medium; makes the steps that follow */
	PLAN_RECALL,  /* reads what the medium has already from the stream */
	PLAN_UNLOCK,
	PLAN_KIND_COUNT
};

/* The drive blanks or formats, which cannot be stopped. */
static inline bool plan_formats(enum plan_kind kind)
{
	return kind == PLAN_ERASE || kind == PLAN_FORMAT || kind == PLAN_RESTART;
}

struct plan_step {
	enum plan_kind kind;
	enum imapi_action action;
	const struct media_close_step *close;
	usec_t expect; /* how long it may take, for the time that remains */
	char text[160];
};

#define PLAN_STEPS_MAX 20

struct plan {
	const struct media_profile *profile;
	const struct media_ops *ops;
	enum imapi_verification verification;
	int64_t start;		     /* LBA of the first sector */
	const struct spread *spread; /* the parts that are written; NULL: all, from @start on */
	uint64_t length;	     /* bytes of the stream */
	uint64_t sectors;	     /* of the stream */
	uint64_t padded;	     /* sectors to write, gap and padding included */
	uint64_t done;		     /* of them on the medium already */
	uint64_t end_free;	     /* sectors that stay free, without what the close needs */
	uint32_t unit;		     /* sectors that a write is a multiple of */
	unsigned track;		     /* number of the track that is written */
	bool first_session, finalise;
	bool test_write;    /* nothing changes on the medium */
	bool session_open;  /* it gets further tracks */
	bool xa;	    /* mode 2 form 1, on CD */
	bool streaming;	    /* by WRITE(12), which the drive does not check */
	bool compatible;    /* closed so that DVD players read it */
	uint32_t layer_0;   /* sectors of layer 0 to set; 0: it stays as it is */
	bool layer_0_asked; /* by the user */
	kbps_t kbps;	    /* write speed to ask for, 0: leave it */
	uint8_t grow_type;  /* of the format that adds to what is formatted; 0: none */
	uint32_t growth;    /* sectors of it; 0: as much as it offers */
	bool border_open;   /* it is closed after the data */
	unsigned step_count;
	struct plan_step steps[PLAN_STEPS_MAX];
};

/*
 * Fails, with advice, if the medium cannot take the data: IMAPI_E_DF2DATA_STREAM_NOT_SUPPORTED,
 * ..._STREAM_TOO_LARGE_FOR_CURRENT_MEDIA, ..._MEDIA_IS_NOT_SUPPORTED, ..._INVALID_MEDIA_STATE.
 */
imapi_status plan_make(const struct burn_settings *settings, const struct imapi_medium *medium,
		       uint64_t length, struct plan *ret_plan, struct imapi_error *err);

/* Whether it could take @length bytes, if there is room. */
imapi_status plan_check(const struct burn_settings *settings, const struct imapi_medium *medium,
			uint64_t length, struct imapi_error *err);

/* What the plan has of ops and of the ways of using them; refuses what the medium does not
 * take. */
imapi_status plan_choose_method(const struct burn_settings *settings,
				const struct imapi_medium *medium, struct plan *plan,
				struct imapi_error *err);

/* What of a stream of @length bytes is to be written; *@ret_spread is NULL if that is all. */
imapi_status plan_spread(const struct burn_settings *settings,
			 const struct imapi_medium *medium, uint64_t length,
			 struct spread **ret_spread, struct imapi_error *err);

/* The address of a sector of what is written, and for how many sectors that counts on. */
int64_t plan_run(const struct plan *plan, uint64_t sector, uint64_t *ret_run);
int64_t plan_lba(const struct plan *plan, uint64_t sector);

/* How many sectors from @start on the medium has to have. */
uint64_t plan_reach(const struct plan *plan);

/* The sector of the caller's stream. */
uint64_t plan_source(const struct plan *plan, uint64_t sector);

/*
 * What blanking or formatting will do. Fails with
 * IMAPI_E_ERASE_MEDIA_IS_NOT_ERASABLE, ..._MEDIA_IS_NOT_SUPPORTED.
 */
struct erase_settings;
imapi_status plan_make_erase(const struct imapi_medium *medium,
			     const struct erase_settings *settings, struct plan *ret_plan,
			     struct imapi_error *err);

/* One numbered line per step, for people. NULL if out of memory; the caller frees it. */
char *plan_print(const struct plan *plan);

/* The pieces that plans are made of. @total is the size of the medium in sectors. */
struct plan_step *plan_add(struct plan *plan, enum plan_kind kind, enum imapi_action action,
			   usec_t expect, const char *format, ...) ERR_PRINTF(5, 6);
void plan_add_lock(struct plan *plan);
void plan_add_prepare(struct plan *plan);
void plan_add_preparation(struct plan *plan);
/* A session is open, and a track can be added to it. */
bool plan_takes_track(const struct imapi_medium *medium);

/* The rung is one of the plan's. */
bool plan_closes(const struct plan *plan, const struct media_close_step *rung);

/* Whether the disc is closed for good, how, and where its layers meet. */
imapi_status plan_choose_end(const struct burn_settings *settings,
			     const struct imapi_medium *medium, struct plan *plan,
			     struct imapi_error *err);
const struct media_ladder *plan_ladder(const struct plan *plan);
void plan_add_write(struct plan *plan);
void plan_add_close(struct plan *plan, const struct media_close_step *close,
		    const struct burn_settings *settings, uint64_t total);
void plan_add_closing(struct plan *plan, const struct burn_settings *settings, uint64_t total);
void plan_add_settle(struct plan *plan);
void plan_add_checks(struct plan *plan);
void plan_add_unlock(struct plan *plan);

/* True if so little stays free that the disc is closed for good (IMAPI v2). */
bool plan_nearly_full(const struct plan *plan, uint64_t total);

/* True if nothing can be added afterwards: by wish, or because so little stays free. */
bool plan_is_final(const struct burn_settings *settings, const struct plan *plan,
		   uint64_t total);

/* The supported speed nearest to the wish; 0 if none is known. */
kbps_t plan_choose_speed(const struct imapi_medium *medium, int32_t sectors_per_second);

#endif
