/* SPDX-License-Identifier: MIT */
#include "mmc/replies.h"

#include "base/mem.h"

/* clang-format off */
#define D struct mmc_disc_info
WIRE_LAYOUT(wire_disc_info, D, "disc information", "MMC-6 READ DISC INFORMATION", 0, DISC_INFO_SIZE,
	W_BE(D, length, 0, 1),
	W_BIT(D, erasable, 2, 4), W_BITS(D, last_session_state, 2, 3, 2), W_BITS(D, disc_status, 2, 1, 0),
	W_BYTE(D, first_track, 3), W_BYTE(D, sessions_lsb, 4),
	W_BYTE(D, first_track_in_last_lsb, 5), W_BYTE(D, last_track_in_last_lsb, 6),
	W_BIT(D, disc_id_valid, 7, 7), W_BIT(D, barcode_valid, 7, 6), W_BIT(D, unrestricted_use, 7, 5),
	W_BIT(D, application_code_valid, 7, 4), W_BIT(D, dirty, 7, 2), W_BITS(D, background_format, 7, 1, 0),
	W_BYTE(D, disc_type, 8), W_BYTE(D, sessions_msb, 9),
	W_BYTE(D, first_track_in_last_msb, 10), W_BYTE(D, last_track_in_last_msb, 11),
	W_BE(D, disc_id, 12, 15), W_BE(D, last_session_lead_in, 16, 19), W_BE(D, last_lead_out, 20, 23),
	W_BE(D, barcode, 24, 31), W_BYTE(D, application_code, 32), W_BYTE(D, opc_tables, 33));
#undef D

#define D struct mmc_track_info
WIRE_LAYOUT(wire_track_info, D, "track information", "MMC-6 READ TRACK INFORMATION", 0, TRACK_INFO_SIZE,
	W_BE(D, length, 0, 1), W_BYTE(D, track_lsb, 2), W_BYTE(D, session_lsb, 3),
	W_BITS(D, layer_jump_state, 5, 7, 6), W_BIT(D, damage, 5, 5), W_BIT(D, copy, 5, 4), W_BITS(D, track_mode, 5, 3, 0),
	W_BIT(D, reserved, 6, 7), W_BIT(D, blank, 6, 6), W_BIT(D, packet, 6, 5), W_BIT(D, fixed_packet, 6, 4),
	W_BITS(D, data_mode, 6, 3, 0),
	W_BIT(D, lra_valid, 7, 1), W_BIT(D, nwa_valid, 7, 0),
	W_BE(D, start, 8, 11), W_BE(D, nwa, 12, 15), W_BE(D, free_blocks, 16, 19), W_BE(D, packet_size, 20, 23),
	W_BE(D, size, 24, 27), W_BE(D, lra, 28, 31), W_BYTE(D, track_msb, 32), W_BYTE(D, session_msb, 33),
	W_BE(D, read_compatibility_lba, 36, 39));
#undef D

#define D struct mmc_toc_header
WIRE_LAYOUT(wire_toc_header, D, "TOC header", "MMC-6 READ TOC/PMA/ATIP", 0, TOC_HEADER_SIZE,
	W_BE(D, length, 0, 1), W_BYTE(D, first, 2), W_BYTE(D, last, 3));
#undef D

#define D struct mmc_toc_track
WIRE_LAYOUT(wire_toc_track, D, "TOC track", "MMC-6 READ TOC/PMA/ATIP", 0, TOC_TRACK_SIZE,
	W_BITS(D, adr, 1, 7, 4), W_BITS(D, control, 1, 3, 0), W_BYTE(D, track, 2), W_BE(D, address, 4, 7));
#undef D

#define D struct mmc_buffer_capacity
WIRE_LAYOUT(wire_buffer_capacity, D, "buffer capacity", "MMC-6 READ BUFFER CAPACITY", 0, BUFFER_CAPACITY_SIZE,
	W_BE(D, length, 0, 1), W_BIT(D, blocks, 3, 0), W_BE(D, total, 4, 7), W_BE(D, available, 8, 11));
#undef D

#define D struct mmc_capacity
WIRE_LAYOUT(wire_capacity, D, "capacity", "MMC-6 READ CAPACITY", 0, CAPACITY_SIZE,
	W_BE(D, last_lba, 0, 3), W_BE(D, block_size, 4, 7));
#undef D

#define D struct mmc_config_header
WIRE_LAYOUT(wire_config_header, D, "feature header", "MMC-6 GET CONFIGURATION", 0, CONFIG_HEADER_SIZE,
	W_BE(D, length, 0, 3), W_BE(D, current_profile, 6, 7));
#undef D

#define D struct mmc_feature_header
WIRE_LAYOUT(wire_feature_header, D, "feature", "MMC-6 GET CONFIGURATION", 0, FEATURE_HEADER_SIZE,
	W_BE(D, code, 0, 1), W_BITS(D, version, 2, 5, 2), W_BIT(D, persistent, 2, 1), W_BIT(D, current, 2, 0),
	W_BYTE(D, additional_length, 3));
#undef D

#define D struct mmc_event_header
WIRE_LAYOUT(wire_event_header, D, "event header", "MMC-6 GET EVENT STATUS NOTIFICATION", 0, EVENT_HEADER_SIZE,
	W_BE(D, length, 0, 1), W_BIT(D, none_available, 2, 7), W_BITS(D, class_code, 2, 2, 0), W_BYTE(D, supported, 3));
#undef D

#define D struct mmc_media_event
WIRE_LAYOUT(wire_media_event, D, "media event", "MMC-6 GET EVENT STATUS NOTIFICATION", 0, EVENT_SIZE,
	W_BITS(D, event, 4, 3, 0), W_BIT(D, present, 5, 1), W_BIT(D, tray_open, 5, 0),
	W_BYTE(D, start_slot, 6), W_BYTE(D, end_slot, 7));
#undef D

#define D struct mmc_busy_event
WIRE_LAYOUT(wire_busy_event, D, "device busy event", "MMC-6 GET EVENT STATUS NOTIFICATION", 0, EVENT_SIZE,
	W_BITS(D, event, 4, 3, 0), W_BYTE(D, busy_status, 5), W_BE(D, time_100ms, 6, 7));
#undef D

#define D struct mmc_operational_event
WIRE_LAYOUT(wire_operational_event, D, "operational change event", "MMC-6 GET EVENT STATUS NOTIFICATION", 0, EVENT_SIZE,
	W_BITS(D, event, 4, 3, 0), W_BIT(D, persistent_prevent, 5, 7), W_BITS(D, status, 5, 3, 0), W_BE(D, change, 6, 7));
#undef D

#define D struct mmc_format_header
WIRE_LAYOUT(wire_format_header, D, "capacity list header", "MMC-6 READ FORMAT CAPACITIES", 0, FORMAT_HEADER_SIZE,
	W_BYTE(D, length, 3));
#undef D

#define D struct mmc_current_capacity
WIRE_LAYOUT(wire_current_capacity, D, "current capacity", "MMC-6 READ FORMAT CAPACITIES", 0, FORMAT_CAPACITY_SIZE,
	W_BE(D, blocks, 0, 3), W_BITS(D, type, 4, 1, 0), W_BE(D, block_length, 5, 7));
#undef D

#define D struct mmc_format_capacity
WIRE_LAYOUT(wire_format_capacity, D, "formattable capacity", "MMC-6 READ FORMAT CAPACITIES", 0, FORMAT_CAPACITY_SIZE,
	W_BE(D, blocks, 0, 3), W_BITS(D, type, 4, 7, 2), W_BITS(D, sub_type, 4, 1, 0), W_BE(D, parameter, 5, 7));
#undef D

#define D struct mmc_performance_header
WIRE_LAYOUT(wire_performance_header, D, "performance header", "MMC-6 GET PERFORMANCE", 0, PERFORMANCE_HEADER_SIZE,
	W_BE(D, length, 0, 3), W_BIT(D, write, 4, 1), W_BIT(D, except, 4, 0));
#undef D

#define D struct mmc_nominal_performance
WIRE_LAYOUT(wire_nominal_performance, D, "nominal performance", "MMC-6 GET PERFORMANCE", 0, PERFORMANCE_SIZE,
	W_BE(D, start_lba, 0, 3), W_BE(D, start_kbps, 4, 7), W_BE(D, end_lba, 8, 11), W_BE(D, end_kbps, 12, 15));
#undef D

#define D struct mmc_write_speed
WIRE_LAYOUT(wire_write_speed, D, "write speed", "MMC-6 GET PERFORMANCE", 0, PERFORMANCE_SIZE,
	W_BITS(D, rotation, 0, 4, 3), W_BIT(D, rdd, 0, 2), W_BIT(D, exact, 0, 1), W_BIT(D, mrw, 0, 0),
	W_BE(D, end_lba, 4, 7), W_BE(D, read_kbps, 8, 11), W_BE(D, write_kbps, 12, 15));
#undef D

#define D struct mmc_streaming
WIRE_LAYOUT(wire_streaming, D, "streaming performance", "MMC-6 SET STREAMING", 0, STREAMING_SIZE,
	W_BITS(D, rotation, 0, 4, 3), W_BIT(D, rdd, 0, 2), W_BIT(D, exact, 0, 1), W_BIT(D, random_access, 0, 0),
	W_BE(D, start_lba, 4, 7), W_BE(D, end_lba, 8, 11), W_BE(D, read_size, 12, 15), W_BE(D, read_time, 16, 19),
	W_BE(D, write_size, 20, 23), W_BE(D, write_time, 24, 27));
#undef D

#define D struct mmc_write_parameters
WIRE_LAYOUT(wire_write_parameters, D, "write parameters", "MMC-6 write parameters mode page", 0, WRITE_PARAMETERS_SIZE,
	W_BIT(D, ps, 0, 7), W_BITS(D, page_code, 0, 5, 0), W_BYTE(D, page_length, 1),
	W_BIT(D, bufe, 2, 6), W_BIT(D, ls_v, 2, 5), W_BIT(D, test_write, 2, 4), W_BITS(D, write_type, 2, 3, 0),
	W_BITS(D, multi_session, 3, 7, 6), W_BIT(D, fixed_packet, 3, 5), W_BIT(D, copy, 3, 4), W_BITS(D, track_mode, 3, 3, 0),
	W_BITS(D, data_block_type, 4, 3, 0), W_BYTE(D, link_size, 5), W_BITS(D, application_code, 7, 5, 0),
	W_BYTE(D, session_format, 8), W_BE(D, packet_size, 10, 13), W_BE(D, audio_pause, 14, 15),
	W_RAW(D, mcn, 16, 31), W_RAW(D, isrc, 32, 47), W_RAW(D, sub_header, 48, 51));
#undef D

#define D struct mmc_timeouts
WIRE_LAYOUT(wire_timeouts, D, "time-out and protect", "MMC-6 time-out and protect mode page", 0, TIMEOUTS_SIZE,
	W_BIT(D, ps, 0, 7), W_BITS(D, page_code, 0, 5, 0), W_BYTE(D, page_length, 1),
	W_BIT(D, g3_enable, 4, 3), W_BIT(D, tmoe, 4, 2), W_BIT(D, disp, 4, 1), W_BIT(D, swpp, 4, 0),
	W_BE(D, group1_s, 6, 7), W_BE(D, group2_s, 8, 9));
#undef D

#define D struct mmc_capabilities
WIRE_LAYOUT(wire_capabilities, D, "capabilities", "MMC-3 capabilities and mechanical status page", 0, CAPABILITIES_SIZE,
	W_BIT(D, ps, 0, 7), W_BITS(D, page_code, 0, 5, 0), W_BYTE(D, page_length, 1),
	W_BIT(D, dvd_ram_read, 2, 5), W_BIT(D, dvd_r_read, 2, 4), W_BIT(D, dvd_rom_read, 2, 3), W_BIT(D, method2, 2, 2),
	W_BIT(D, cd_rw_read, 2, 1), W_BIT(D, cd_r_read, 2, 0),
	W_BIT(D, dvd_ram_write, 3, 5), W_BIT(D, dvd_r_write, 3, 4), W_BIT(D, test_write, 3, 2),
	W_BIT(D, cd_rw_write, 3, 1), W_BIT(D, cd_r_write, 3, 0),
	W_BIT(D, buf, 4, 7), W_BIT(D, multi_session, 4, 6), W_BIT(D, mode2_form2, 4, 5), W_BIT(D, mode2_form1, 4, 4),
	W_BIT(D, digital_port2, 4, 3), W_BIT(D, digital_port1, 4, 2), W_BIT(D, composite, 4, 1), W_BIT(D, audio_play, 4, 0),
	W_BIT(D, barcode, 5, 7), W_BIT(D, upc, 5, 6), W_BIT(D, isrc, 5, 5), W_BIT(D, c2_pointers, 5, 4),
	W_BIT(D, rw_corrected, 5, 3), W_BIT(D, rw_supported, 5, 2), W_BIT(D, cdda_accurate, 5, 1), W_BIT(D, cdda, 5, 0),
	W_BITS(D, loading_mechanism, 6, 7, 5), W_BIT(D, eject, 6, 3), W_BIT(D, prevent_jumper, 6, 2),
	W_BIT(D, lock_state, 6, 1), W_BIT(D, lock, 6, 0),
	W_BE(D, max_read_kbps, 8, 9), W_BE(D, volume_levels, 10, 11), W_BE(D, buffer_kib, 12, 13),
	W_BE(D, current_read_kbps, 14, 15), W_BE(D, max_write_kbps, 18, 19), W_BE(D, current_write_kbps_old, 20, 21),
	W_BE(D, copy_management, 22, 23), W_BITS(D, rotation, 27, 1, 0), W_BE(D, current_write_kbps, 28, 29),
	W_BE(D, speed_count, 30, 31));
#undef D

#define D struct mmc_page_speed
WIRE_LAYOUT(wire_page_speed, D, "page write speed", "MMC-3 capabilities and mechanical status page", 0, PAGE_SPEED_SIZE,
	W_BITS(D, rotation, 1, 2, 0), W_BE(D, write_kbps, 2, 3));
#undef D

#define D struct mmc_format_list
WIRE_LAYOUT(wire_format_list, D, "format list", "MMC-6 FORMAT UNIT", 0, FORMAT_LIST_SIZE,
	W_BIT(D, fov, 1, 7), W_BIT(D, dpry, 1, 6), W_BIT(D, dcrt, 1, 5), W_BIT(D, stpf, 1, 4), W_BIT(D, ip, 1, 3),
	W_BIT(D, try_out, 1, 2), W_BIT(D, immed, 1, 1), W_BIT(D, vs, 1, 0), W_BE(D, length, 2, 3),
	W_BE(D, blocks, 4, 7), W_BITS(D, type, 8, 7, 2), W_BITS(D, sub_type, 8, 1, 0), W_BE(D, parameter, 9, 11));
#undef D

#define D struct mmc_opcode_header
WIRE_LAYOUT(wire_opcode_header, D, "operation code", "SPC-4 REPORT SUPPORTED OPERATION CODES", 0, OPCODE_HEADER_SIZE,
	W_BIT(D, has_times, 1, 7), W_BITS(D, support, 1, 2, 0), W_BE(D, cdb_length, 2, 3));
#undef D

#define D struct mmc_opcode_times
WIRE_LAYOUT(wire_opcode_times, D, "command time-outs", "SPC-4 command timeouts descriptor", 0, OPCODE_TIMES_SIZE,
	W_BE(D, length, 0, 1), W_BYTE(D, specific, 3), W_BE(D, nominal_s, 4, 7), W_BE(D, recommended_s, 8, 11));
#undef D

#define D struct mmc_structure_header
WIRE_LAYOUT(wire_structure_header, D, "structure header", "MMC-6 READ DISC STRUCTURE", 0, STRUCTURE_HEADER_SIZE,
	W_BE(D, length, 0, 1));
#undef D

#define D struct mmc_physical_format
WIRE_LAYOUT(wire_physical_format, D, "physical format information", "MMC-6 READ DISC STRUCTURE 00h, ECMA-349 14.4", 0,
	PHYSICAL_FORMAT_SIZE,
	W_BITS(D, category, 0, 7, 4), W_BITS(D, version, 0, 3, 0), W_BITS(D, size, 1, 7, 4), W_BITS(D, rate, 1, 3, 0),
	W_BITS(D, layers, 2, 6, 5), W_BIT(D, opposite_path, 2, 4), W_BITS(D, layer_type, 2, 3, 0),
	W_BE(D, first_sector, 5, 7), W_BE(D, last_sector, 9, 11), W_BE(D, last_of_layer_0, 13, 15),
	W_TEXT(D, manufacturer, 19, 26), W_TEXT(D, media_type, 27, 29), W_BYTE(D, revision, 30));
#undef D

#define D struct mmc_layer_capacity
WIRE_LAYOUT(wire_layer_capacity, D, "capacity of layer 0", "MMC-6 READ DISC STRUCTURE 20h", 0, LAYER_CAPACITY_SIZE,
	W_BE(D, length, 0, 1), W_BIT(D, is_set, 4, 7), W_BE(D, blocks, 8, 11));
#undef D

#define D struct mmc_prerecorded
WIRE_LAYOUT(wire_prerecorded, D, "pre-recorded information", "MMC-6 READ DISC STRUCTURE 0Eh", 0, PRERECORDED_SIZE,
	W_BYTE(D, field_3, 16), W_TEXT(D, id_first, 17, 22), W_BYTE(D, field_4, 24), W_TEXT(D, id_second, 25, 30));
#undef D

#define D struct mmc_bd_information
WIRE_LAYOUT(wire_bd_information, D, "disc information", "MMC-6 READ DISC STRUCTURE 00h of a BD", 0, BD_INFORMATION_SIZE,
	W_TEXT(D, signature, 0, 1), W_TEXT(D, kind, 8, 10), W_BITS(D, size, 11, 7, 6), W_BITS(D, version, 11, 3, 0),
	W_BITS(D, layers, 12, 7, 4), W_TEXT(D, manufacturer, 100, 105), W_TEXT(D, media_type, 106, 108),
	W_BYTE(D, revision, 111));
#undef D

#define D struct mmc_atip
WIRE_LAYOUT(wire_atip, D, "ATIP", "MMC-6 READ TOC/PMA/ATIP format 0100b", 0, ATIP_SIZE,
	W_BIT(D, erasable, 6, 6), W_BITS(D, sub_type, 6, 5, 3), W_BYTE(D, lead_in_m, 8), W_BYTE(D, lead_in_s, 9),
	W_BYTE(D, lead_in_f, 10), W_BYTE(D, lead_out_m, 12), W_BYTE(D, lead_out_s, 13), W_BYTE(D, lead_out_f, 14));
#undef D
/* clang-format on */

const struct wire_layout *const mmc_layouts[] = {
	&wire_disc_info,
	&wire_track_info,
	&wire_toc_header,
	&wire_toc_track,
	&wire_buffer_capacity,
	&wire_capacity,
	&wire_config_header,
	&wire_feature_header,
	&wire_event_header,
	&wire_media_event,
	&wire_busy_event,
	&wire_operational_event,
	&wire_format_header,
	&wire_current_capacity,
	&wire_format_capacity,
	&wire_performance_header,
	&wire_nominal_performance,
	&wire_write_speed,
	&wire_streaming,
	&wire_write_parameters,
	&wire_timeouts,
	&wire_capabilities,
	&wire_page_speed,
	&wire_format_list,
	&wire_structure_header,
	&wire_opcode_header,
	&wire_opcode_times,
	&wire_physical_format,
	&wire_prerecorded,
	&wire_bd_information,
	&wire_atip,
	&wire_layer_capacity,
};
const size_t mmc_layout_count = ARRAY_SIZE(mmc_layouts);
