/* SPDX-License-Identifier: MIT */
/* What drives answer: fixed layouts as tables, structs in host order. */
#ifndef LIB_MMC_REPLIES_H
#define LIB_MMC_REPLIES_H

#include "base/wire.h"

/* READ DISC INFORMATION, data type 000b. */
struct mmc_disc_info {
	uint16_t length;
	uint8_t erasable, last_session_state, disc_status;
	uint8_t first_track, sessions_lsb, first_track_in_last_lsb, last_track_in_last_lsb;
	uint8_t disc_id_valid, barcode_valid, unrestricted_use, application_code_valid, dirty;
	uint8_t background_format;
	uint8_t disc_type, sessions_msb, first_track_in_last_msb, last_track_in_last_msb;
	uint32_t disc_id, last_session_lead_in, last_lead_out;
	uint64_t barcode;
	uint8_t application_code, opc_tables;
};

/* Of a medium that is formatted while it is used. */
enum mmc_background {
	BACKGROUND_NONE,
	BACKGROUND_SUSPENDED,
	BACKGROUND_RUNNING,
	BACKGROUND_COMPLETE
};

enum mmc_disc_type { DISC_TYPE_CD_ROM = 0x00, DISC_TYPE_XA = 0x20, DISC_TYPE_UNDEFINED = 0xff };
enum mmc_disc_status { DISC_EMPTY, DISC_APPENDABLE, DISC_COMPLETE, DISC_RANDOM };
enum mmc_session_state { SESSION_EMPTY, SESSION_INCOMPLETE, SESSION_DAMAGED, SESSION_COMPLETE };

#define DISC_INFO_SIZE 34
extern const struct wire_layout wire_disc_info;

/* READ TRACK INFORMATION. */
struct mmc_track_info {
	uint16_t length;
	uint8_t track_lsb, session_lsb;
	uint8_t layer_jump_state, damage, copy, track_mode;
	uint8_t reserved, blank, packet, fixed_packet, data_mode;
	uint8_t lra_valid, nwa_valid;
	uint32_t start, nwa, free_blocks, packet_size, size, lra;
	uint8_t track_msb, session_msb;
	uint32_t read_compatibility_lba;
};

#define TRACK_INFO_SIZE 40
extern const struct wire_layout wire_track_info;

/* READ TOC/PMA/ATIP, formats 0 and 1: header, then descriptors. */
struct mmc_toc_header {
	uint16_t length;
	uint8_t first, last; /* track (format 0) or session (format 1) */
};

struct mmc_toc_track {
	uint8_t adr, control, track;
	uint32_t address;
};

#define TOC_HEADER_SIZE 4
#define TOC_TRACK_SIZE 8
extern const struct wire_layout wire_toc_header, wire_toc_track;

/* READ BUFFER CAPACITY, in bytes or blocks as asked. */
struct mmc_buffer_capacity {
	uint16_t length;
	uint8_t blocks;
	uint32_t total, available;
};

#define BUFFER_CAPACITY_SIZE 12
extern const struct wire_layout wire_buffer_capacity;

struct mmc_capacity {
	uint32_t last_lba, block_size;
};

#define CAPACITY_SIZE 8
extern const struct wire_layout wire_capacity;

/* GET CONFIGURATION: header, then features of 4 bytes and their own data. */
struct mmc_config_header {
	uint32_t length;
	uint16_t current_profile;
};

struct mmc_feature_header {
	uint16_t code;
	uint8_t version, persistent, current, additional_length;
};

#define CONFIG_HEADER_SIZE 8
#define FEATURE_HEADER_SIZE 4
extern const struct wire_layout wire_config_header, wire_feature_header;

/* GET EVENT STATUS NOTIFICATION: header and the events that are used. */
struct mmc_event_header {
	uint16_t length;
	uint8_t none_available, class_code, supported;
};

struct mmc_media_event {
	uint8_t event, present, tray_open, start_slot, end_slot;
};

struct mmc_busy_event {
	uint8_t event, busy_status;
	uint16_t time_100ms;
};

struct mmc_operational_event {
	uint8_t event, persistent_prevent, status;
	uint16_t change;
};

enum mmc_event_class {
	EVENT_OPERATIONAL = 1,
	EVENT_POWER = 2,
	EVENT_EXTERNAL = 3,
	EVENT_MEDIA = 4,
	EVENT_MULTI_HOST = 5,
	EVENT_BUSY = 6,
};

#define EVENT_HEADER_SIZE 4
#define EVENT_SIZE 8 /* header and one event */
/* Positions in the event layouts count from the start of the reply. */
extern const struct wire_layout wire_event_header, wire_media_event, wire_busy_event;
extern const struct wire_layout wire_operational_event;

/* READ FORMAT CAPACITIES: header, the current capacity, then formattable ones. */
struct mmc_format_header {
	uint8_t length;
};

struct mmc_current_capacity {
	uint32_t blocks;
	uint8_t type; /* 1 unformatted, 2 formatted, 3 no medium */
	uint32_t block_length;
};

struct mmc_format_capacity {
	uint32_t blocks;
	uint8_t type, sub_type;
	uint32_t parameter;
};

#define FORMAT_HEADER_SIZE 4
#define FORMAT_CAPACITY_SIZE 8
extern const struct wire_layout wire_format_header, wire_current_capacity, wire_format_capacity;

/* GET PERFORMANCE: header, then descriptors of type 00h or 03h. */
struct mmc_performance_header {
	uint32_t length;
	uint8_t write, except;
};

struct mmc_nominal_performance {
	uint32_t start_lba, start_kbps, end_lba, end_kbps;
};

struct mmc_write_speed {
	uint8_t rotation, rdd, exact, mrw;
	uint32_t end_lba, read_kbps, write_kbps;
};

#define PERFORMANCE_HEADER_SIZE 8
#define PERFORMANCE_SIZE 16
extern const struct wire_layout wire_performance_header, wire_nominal_performance,
	wire_write_speed;

/* SET STREAMING: the performance descriptor. */
struct mmc_streaming {
	uint8_t rotation, rdd, exact, random_access;
	uint32_t start_lba, end_lba, read_size, read_time, write_size, write_time;
};

#define STREAMING_SIZE 28
extern const struct wire_layout wire_streaming;

/* Mode page 05h, write parameters. */
struct mmc_write_parameters {
	uint8_t ps, page_code, page_length;
	uint8_t bufe, ls_v, test_write, write_type;
	uint8_t multi_session, fixed_packet, copy, track_mode;
	uint8_t data_block_type, link_size, application_code, session_format;
	uint32_t packet_size;
	uint16_t audio_pause;
	uint8_t mcn[16], isrc[16], sub_header[4];
};

enum mmc_write_type { WRITE_PACKET, WRITE_TAO, WRITE_SAO, WRITE_RAW, WRITE_LAYER_JUMP };

#define PAGE_WRITE_PARAMETERS 0x05
#define WRITE_PARAMETERS_SIZE 52
extern const struct wire_layout wire_write_parameters;

/* Mode page 1Dh, time-out and protect. */
struct mmc_timeouts {
	uint8_t ps, page_code, page_length;
	uint8_t g3_enable, tmoe, disp, swpp;
	uint16_t group1_s, group2_s;
};

#define PAGE_TIMEOUTS 0x1d
#define TIMEOUTS_SIZE 12
extern const struct wire_layout wire_timeouts;

/* Mode page 2Ah, capabilities and mechanical status; write speed descriptors follow. */
struct mmc_capabilities {
	uint8_t ps, page_code, page_length;
	uint8_t dvd_ram_read, dvd_r_read, dvd_rom_read, method2, cd_rw_read, cd_r_read;
	uint8_t dvd_ram_write, dvd_r_write, test_write, cd_rw_write, cd_r_write;
	uint8_t buf, multi_session, mode2_form2, mode2_form1, digital_port2, digital_port1,
		composite, audio_play;
	uint8_t barcode, upc, isrc, c2_pointers, rw_corrected, rw_supported, cdda_accurate,
		cdda;
	uint8_t loading_mechanism, eject, prevent_jumper, lock_state, lock;
	uint16_t max_read_kbps, volume_levels, buffer_kib, current_read_kbps;
	uint16_t max_write_kbps, current_write_kbps_old;
	uint16_t copy_management;
	uint8_t rotation;
	uint16_t current_write_kbps, speed_count;
};

#define PAGE_CAPABILITIES 0x2a
#define CAPABILITIES_SIZE 32
extern const struct wire_layout wire_capabilities;

/* One write speed descriptor of page 2Ah. */
struct mmc_page_speed {
	uint8_t rotation;
	uint16_t write_kbps;
};

#define PAGE_SPEED_SIZE 4
extern const struct wire_layout wire_page_speed;

/* FORMAT UNIT: header and one descriptor. */
struct mmc_format_list {
	uint8_t fov, dpry, dcrt, stpf, ip, try_out, immed, vs;
	uint16_t length;
	uint32_t blocks;
	uint8_t type, sub_type;
	uint32_t parameter;
};

#define FORMAT_LIST_SIZE 12
extern const struct wire_layout wire_format_list;

/* REPORT SUPPORTED OPERATION CODES, one command: what comes before its usage bits. */
struct mmc_opcode_header {
	uint8_t has_times, support;
	uint16_t cdb_length;
};

enum mmc_opcode_support { OPCODE_UNKNOWN, OPCODE_ABSENT, OPCODE_THERE = 3, OPCODE_VENDOR = 5 };

#define OPCODE_ACTION 0x0c /* service action of opcode A3h; without it that is SEND KEY */
#define OPCODE_HEADER_SIZE 4
extern const struct wire_layout wire_opcode_header;

/* What follows the usage bits if it was asked for. */
struct mmc_opcode_times {
	uint16_t length;
	uint8_t specific;
	uint32_t nominal_s, recommended_s; /* 0: not given */
};

#define OPCODE_TIMES_SIZE 12
extern const struct wire_layout wire_opcode_times;

/* READ DISC STRUCTURE: the header before the data. */
struct mmc_structure_header {
	uint16_t length;
};

#define STRUCTURE_HEADER_SIZE 4
extern const struct wire_layout wire_structure_header;

/* Physical format information of a DVD: what all kinds share, and what DVD+ has besides. */
struct mmc_physical_format {
	uint8_t category, version, size, rate, layers, opposite_path, layer_type;
	uint32_t first_sector, last_sector, last_of_layer_0;
	char manufacturer[8], media_type[3]; /* DVD+ only */
	uint8_t revision;
};

enum mmc_disc_category {
	CATEGORY_DVD_RAM = 1,
	CATEGORY_DVD_R = 2,
	CATEGORY_DVD_RW = 3,
	CATEGORY_DVD_PLUS = 8 /* and above */
};

#define PHYSICAL_FORMAT_SIZE 31
extern const struct wire_layout wire_physical_format;

/* What layer 0 of a dual layer DVD holds, with the header; the same bytes set it. */
struct mmc_layer_capacity {
	uint16_t length;
	uint8_t is_set; /* it was fixed, by a host or by the first write */
	uint32_t blocks;
};

#define LAYER_CAPACITY_SIZE 12
extern const struct wire_layout wire_layer_capacity;

/* Pre-recorded lead-in of a DVD-R or DVD-RW: the fields 3 and 4 hold its manufacturer's id. */
struct mmc_prerecorded {
	uint8_t field_3, field_4;
	char id_first[6], id_second[6];
};

#define PRERECORDED_SIZE 32
extern const struct wire_layout wire_prerecorded;

/* Disc information of a BD: the first unit. */
struct mmc_bd_information {
	char signature[2];
	char kind[3]; /* "BDR", "BDW", "BDO" */
	uint8_t size, version, layers;
	char manufacturer[6], media_type[3];
	uint8_t revision;
};

#define BD_INFORMATION_SIZE 112
extern const struct wire_layout wire_bd_information;

/* ATIP, with the header of READ TOC: MSF addresses in the lead-in of a blank CD. */
struct mmc_atip {
	uint8_t erasable, sub_type;
	uint8_t lead_in_m, lead_in_s, lead_in_f, lead_out_m, lead_out_s, lead_out_f;
};

#define ATIP_SIZE 15 /* the rest is not looked at */
extern const struct wire_layout wire_atip;

/* All layouts of this header, for the self-check and the trace. */
extern const struct wire_layout *const mmc_layouts[];
extern const size_t mmc_layout_count;

#endif
