/* SPDX-License-Identifier: MIT */
/*
 * Where each field lies, told a second time: replies whose byte n has the value n, and what
 * must come out by the byte numbers in the tables of MMC-6 and of Pioneer's command manuals.
 */
#include "support/t.h"

#include "mmc/replies.h"

#include <string.h>

static uint8_t bytes[64];

static void count_up(void)
{
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
}

T(track_information)
{
	struct mmc_track_info t;

	count_up();
	bytes[5] = 0xa5;
	bytes[6] = 0x5a;
	bytes[7] = 0x01;
	wire_get(&wire_track_info, bytes, 48, &t);
	ck_assert_uint_eq(t.length, 0x0001);
	ck_assert_uint_eq(t.track_lsb, 2);
	ck_assert_uint_eq(t.session_lsb, 3);
	ck_assert_uint_eq(t.layer_jump_state, 2);
	ck_assert_uint_eq(t.damage, 1);
	ck_assert_uint_eq(t.copy, 0);
	ck_assert_uint_eq(t.track_mode, 5);
	ck_assert_uint_eq(t.reserved, 0);
	ck_assert_uint_eq(t.blank, 1);
	ck_assert_uint_eq(t.packet, 0);
	ck_assert_uint_eq(t.fixed_packet, 1);
	ck_assert_uint_eq(t.data_mode, 10);
	ck_assert_uint_eq(t.nwa_valid, 1);
	ck_assert_uint_eq(t.lra_valid, 0);
	ck_assert_uint_eq(t.start, 0x08090a0b);
	ck_assert_uint_eq(t.nwa, 0x0c0d0e0f);
	ck_assert_uint_eq(t.free_blocks, 0x10111213);
	ck_assert_uint_eq(t.packet_size, 0x14151617);
	ck_assert_uint_eq(t.size, 0x18191a1b);
	ck_assert_uint_eq(t.lra, 0x1c1d1e1f);
	ck_assert_uint_eq(t.track_msb, 32);
	ck_assert_uint_eq(t.session_msb, 33);
	ck_assert_uint_eq(t.read_compatibility_lba, 0x24252627);
}

T(disc_information)
{
	struct mmc_disc_info d;

	count_up();
	bytes[2] = 0x16;
	bytes[7] = 0x95;
	wire_get(&wire_disc_info, bytes, 34, &d);
	ck_assert_uint_eq(d.erasable, 1);
	ck_assert_uint_eq(d.last_session_state, 1);
	ck_assert_uint_eq(d.disc_status, 2);
	ck_assert_uint_eq(d.first_track, 3);
	ck_assert_uint_eq(d.sessions_lsb, 4);
	ck_assert_uint_eq(d.first_track_in_last_lsb, 5);
	ck_assert_uint_eq(d.last_track_in_last_lsb, 6);
	ck_assert_uint_eq(d.disc_id_valid, 1);
	ck_assert_uint_eq(d.barcode_valid, 0);
	ck_assert_uint_eq(d.unrestricted_use, 0);
	ck_assert_uint_eq(d.application_code_valid, 1);
	ck_assert_uint_eq(d.dirty, 1);
	ck_assert_uint_eq(d.background_format, 1);
	ck_assert_uint_eq(d.disc_type, 8);
	ck_assert_uint_eq(d.sessions_msb, 9);
	ck_assert_uint_eq(d.first_track_in_last_msb, 10);
	ck_assert_uint_eq(d.last_track_in_last_msb, 11);
	ck_assert_uint_eq(d.disc_id, 0x0c0d0e0f);
	ck_assert_uint_eq(d.last_session_lead_in, 0x10111213);
	ck_assert_uint_eq(d.last_lead_out, 0x14151617);
	ck_assert_uint_eq(d.barcode, 0x18191a1b1c1d1e1f);
	ck_assert_uint_eq(d.application_code, 32);
	ck_assert_uint_eq(d.opc_tables, 33);
}

T(performance_and_streaming)
{
	struct mmc_nominal_performance n;
	struct mmc_write_speed w;
	struct mmc_streaming s;

	count_up();
	bytes[0] = 0x0e;
	wire_get(&wire_nominal_performance, bytes, 16, &n);
	ck_assert_uint_eq(n.start_lba, 0x0e010203);
	ck_assert_uint_eq(n.start_kbps, 0x04050607);
	ck_assert_uint_eq(n.end_lba, 0x08090a0b);
	ck_assert_uint_eq(n.end_kbps, 0x0c0d0e0f);
	wire_get(&wire_write_speed, bytes, 16, &w);
	ck_assert_uint_eq(w.rotation, 1);
	ck_assert_uint_eq(w.rdd, 1);
	ck_assert_uint_eq(w.exact, 1);
	ck_assert_uint_eq(w.mrw, 0);
	ck_assert_uint_eq(w.end_lba, 0x04050607);
	ck_assert_uint_eq(w.read_kbps, 0x08090a0b);
	ck_assert_uint_eq(w.write_kbps, 0x0c0d0e0f);
	wire_get(&wire_streaming, bytes, 28, &s);
	ck_assert_uint_eq(s.start_lba, 0x04050607);
	ck_assert_uint_eq(s.end_lba, 0x08090a0b);
	ck_assert_uint_eq(s.read_size, 0x0c0d0e0f);
	ck_assert_uint_eq(s.read_time, 0x10111213);
	ck_assert_uint_eq(s.write_size, 0x14151617);
	ck_assert_uint_eq(s.write_time, 0x18191a1b);
}

T(write_parameters)
{
	struct mmc_write_parameters p;

	count_up();
	bytes[0] = 0x85;
	bytes[2] = 0x52;
	bytes[3] = 0xe4;
	bytes[4] = 0x08;
	bytes[7] = 0x3f;
	wire_get(&wire_write_parameters, bytes, 52, &p);
	ck_assert_uint_eq(p.ps, 1);
	ck_assert_uint_eq(p.page_code, 5);
	ck_assert_uint_eq(p.bufe, 1);
	ck_assert_uint_eq(p.ls_v, 0);
	ck_assert_uint_eq(p.test_write, 1);
	ck_assert_uint_eq(p.write_type, WRITE_SAO);
	ck_assert_uint_eq(p.multi_session, 3);
	ck_assert_uint_eq(p.fixed_packet, 1);
	ck_assert_uint_eq(p.copy, 0);
	ck_assert_uint_eq(p.track_mode, 4);
	ck_assert_uint_eq(p.data_block_type, 8);
	ck_assert_uint_eq(p.link_size, 5);
	ck_assert_uint_eq(p.application_code, 0x3f);
	ck_assert_uint_eq(p.session_format, 8);
	ck_assert_uint_eq(p.packet_size, 0x0a0b0c0d);
	ck_assert_uint_eq(p.audio_pause, 0x0e0f);
	ck_assert_uint_eq(p.mcn[0], 16);
	ck_assert_uint_eq(p.isrc[0], 32);
	ck_assert_uint_eq(p.sub_header[3], 51);
}

T(other_pages)
{
	struct mmc_capabilities c;
	struct mmc_timeouts t;

	count_up();
	bytes[2] = 0x2b;
	bytes[3] = 0x34;
	bytes[4] = 0xf1;
	bytes[6] = 0x29;
	wire_get(&wire_capabilities, bytes, 32, &c);
	ck_assert_uint_eq(c.cd_r_read, 1);
	ck_assert_uint_eq(c.cd_rw_read, 1);
	ck_assert_uint_eq(c.dvd_rom_read, 1);
	ck_assert_uint_eq(c.dvd_r_read, 0);
	ck_assert_uint_eq(c.dvd_ram_read, 1);
	ck_assert_uint_eq(c.cd_r_write, 0);
	ck_assert_uint_eq(c.test_write, 1);
	ck_assert_uint_eq(c.dvd_r_write, 1);
	ck_assert_uint_eq(c.dvd_ram_write, 1);
	ck_assert_uint_eq(c.buf, 1);
	ck_assert_uint_eq(c.multi_session, 1);
	ck_assert_uint_eq(c.audio_play, 1);
	ck_assert_uint_eq(c.loading_mechanism, 1);
	ck_assert_uint_eq(c.max_read_kbps, 0x0809);
	ck_assert_uint_eq(c.buffer_kib, 0x0c0d);
	ck_assert_uint_eq(c.current_read_kbps, 0x0e0f);
	ck_assert_uint_eq(c.max_write_kbps, 0x1213);
	ck_assert_uint_eq(c.current_write_kbps_old, 0x1415);
	ck_assert_uint_eq(c.current_write_kbps, 0x1c1d);
	ck_assert_uint_eq(c.speed_count, 0x1e1f);
	count_up();
	bytes[4] = 0x0d;
	wire_get(&wire_timeouts, bytes, 12, &t);
	ck_assert_uint_eq(t.g3_enable, 1);
	ck_assert_uint_eq(t.tmoe, 1);
	ck_assert_uint_eq(t.disp, 0);
	ck_assert_uint_eq(t.swpp, 1);
	ck_assert_uint_eq(t.group1_s, 0x0607);
	ck_assert_uint_eq(t.group2_s, 0x0809);
}

T(short_fixed_replies)
{
	struct mmc_format_capacity f;
	struct mmc_current_capacity k;
	struct mmc_buffer_capacity b;
	struct mmc_config_header h;
	struct mmc_capacity c;
	struct mmc_toc_track t;

	count_up();
	wire_get(&wire_capacity, bytes, 8, &c);
	ck_assert_uint_eq(c.last_lba, 0x00010203);
	ck_assert_uint_eq(c.block_size, 0x04050607);
	wire_get(&wire_buffer_capacity, bytes, 12, &b);
	ck_assert_uint_eq(b.total, 0x04050607);
	ck_assert_uint_eq(b.available, 0x08090a0b);
	wire_get(&wire_config_header, bytes, 8, &h);
	ck_assert_uint_eq(h.length, 0x00010203);
	ck_assert_uint_eq(h.current_profile, 0x0607);
	bytes[4] = 0xca;
	wire_get(&wire_format_capacity, bytes, 8, &f);
	ck_assert_uint_eq(f.blocks, 0x00010203);
	ck_assert_uint_eq(f.type, 0x32);
	ck_assert_uint_eq(f.sub_type, 2);
	ck_assert_uint_eq(f.parameter, 0x050607);
	wire_get(&wire_current_capacity, bytes, 8, &k);
	ck_assert_uint_eq(k.type, 2);
	ck_assert_uint_eq(k.block_length, 0x050607);
	bytes[1] = 0x14;
	wire_get(&wire_toc_track, bytes, 8, &t);
	ck_assert_uint_eq(t.adr, 1);
	ck_assert_uint_eq(t.control, 4);
	ck_assert_uint_eq(t.track, 2);
	ck_assert_uint_eq(t.address, 0xca050607);
}

/* SPC-4 tables of REPORT SUPPORTED OPERATION CODES, as sg_opcodes reads them. */
T(command_time_outs)
{
	struct mmc_opcode_header h;
	struct mmc_opcode_times times;

	count_up();
	bytes[1] = 0x83;
	wire_get(&wire_opcode_header, bytes, 4, &h);
	ck_assert_uint_eq(h.has_times, 1);
	ck_assert_uint_eq(h.support, 3);
	ck_assert_uint_eq(h.cdb_length, 0x0203);
	count_up();
	wire_get(&wire_opcode_times, bytes, 12, &times);
	ck_assert_uint_eq(times.length, 0x0001);
	ck_assert_uint_eq(times.specific, 3);
	ck_assert_uint_eq(times.nominal_s, 0x04050607);
	ck_assert_uint_eq(times.recommended_s, 0x08090a0b);
}

T_MAIN("positions")
