/* SPDX-License-Identifier: MIT */
/* The commands of the drive: one row each, one dispatcher. */
#ifndef LIB_SIM_COMMAND_H
#define LIB_SIM_COMMAND_H

#include "mmc/command.h"
#include "sim/drive.h"

/* When a command can be carried out. */
enum {
	NEEDS_DISC = 1,	  /* 02/3A without a medium, 02/04/01 while one is loaded */
	NO_ATTENTION = 2, /* pending unit attentions stay pending */
};

struct sim_command {
	const struct scsi_command *row;
	struct sim_sense (*handle)(struct sim_task *task);
	uint8_t flags;
	uint16_t witness;  /* of enum sim_witness: whose part it has while the drive works */
	uint8_t usage[12]; /* bits of the CDB that may be set */
};

/* The row for an opcode, NULL if the drive does not have the command. */
const struct sim_command *command_find(uint8_t opcode);

/* Carries one exchange out. */
void command_execute(struct sim_drive *drive, struct imapi_exchange *x);

/* Sense data with this code shall tell how far the work is. */
bool task_progress(const struct sim_task *task, struct sim_sense sense);

/* One handler per row of the table in command.c. */
typedef struct sim_sense sim_handler(struct sim_task *task);

sim_handler do_test_unit_ready, do_request_sense, do_inquiry, do_start_stop, do_prevent;
sim_handler do_mode_select, do_mode_sense;
sim_handler do_read_format_capacities, do_read_capacity;
sim_handler do_read_10, do_read_12, do_read_cd, do_seek, do_verify;
sim_handler do_write_10, do_write_12, do_send_opc, do_send_cue_sheet;
sim_handler do_synchronize_cache, do_close, do_reserve, do_blank, do_format;
sim_handler do_read_sub_channel, do_read_toc, do_read_disc_information,
	do_read_track_information;
sim_handler do_get_configuration, do_get_event_status, do_mechanism_status;
sim_handler do_read_buffer_capacity, do_get_performance, do_set_streaming, do_set_cd_speed;
sim_handler do_report_opcodes;
sim_handler do_read_disc_structure, do_send_disc_structure;

#endif
