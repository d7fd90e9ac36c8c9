/* SPDX-License-Identifier: MIT */
/* The rows of commands.def, and where the arguments of each command sit. */
#ifndef LIB_MMC_COMMAND_H
#define LIB_MMC_COMMAND_H

#include "scsi/cdb.h"

enum mmc_command {
#define SCSI_CMD(id, ...) MMC_##id,
#include "mmc/commands.def"
#undef SCSI_CMD
	MMC_COMMAND_COUNT
};

extern const struct scsi_command mmc_commands[MMC_COMMAND_COUNT];

/* The row for an opcode, shared commands included; NULL if there is none. */
const struct scsi_command *mmc_find_command(uint8_t opcode);

/* Writes what an exchange says: command, arguments, data that a layout knows, sense. */
void mmc_describe(const struct imapi_exchange *x, char *text, size_t room);

/* clang-format off */
#define FORMAT_UNIT_FMTDATA     CDB_BIT(1, 4)
#define FORMAT_UNIT_CMPLIST     CDB_BIT(1, 3)
#define FORMAT_UNIT_CODE        CDB_BITS(1, 2, 0)
#define READ_10_FUA             CDB_BIT(1, 3)
#define READ_10_LBA             CDB_BYTES(2, 5)
#define READ_10_BLOCKS          CDB_BYTES(7, 8)
#define WRITE_10_FUA            CDB_BIT(1, 3)
#define WRITE_10_LBA            CDB_BYTES(2, 5)
#define WRITE_10_BLOCKS         CDB_BYTES(7, 8)
#define SEEK_10_LBA             CDB_BYTES(2, 5)
#define VERIFY_10_LBA           CDB_BYTES(2, 5)
#define VERIFY_10_BLOCKS        CDB_BYTES(7, 8)
#define SYNC_IMMED              CDB_BIT(1, 1)
#define SUB_CHANNEL_MSF         CDB_BIT(1, 1)
#define SUB_CHANNEL_Q           CDB_BIT(2, 6)
#define SUB_CHANNEL_FORMAT      CDB_BYTES(3, 3)
#define SUB_CHANNEL_TRACK       CDB_BYTES(6, 6)
#define TOC_MSF                 CDB_BIT(1, 1)
#define TOC_FORMAT              CDB_BITS(2, 3, 0)
#define TOC_NUMBER              CDB_BYTES(6, 6)
#define CONFIG_RT               CDB_BITS(1, 1, 0)
#define CONFIG_START            CDB_BYTES(2, 3)
#define EVENT_POLLED            CDB_BIT(1, 0)
#define EVENT_CLASSES           CDB_BYTES(4, 4)
#define DISC_INFO_TYPE          CDB_BITS(1, 2, 0)
#define TRACK_INFO_OPEN         CDB_BIT(1, 2)
#define TRACK_INFO_TYPE         CDB_BITS(1, 1, 0)
#define TRACK_INFO_NUMBER       CDB_BYTES(2, 5)
#define RESERVE_RMZ             CDB_BIT(1, 1)
#define RESERVE_ARSV            CDB_BIT(1, 0)
#define RESERVE_BLOCKS          CDB_BYTES(5, 8)
#define OPC_DO                  CDB_BIT(1, 0)
#define CLOSE_IMMED             CDB_BIT(1, 0)
#define CLOSE_FUNCTION          CDB_BITS(2, 2, 0)
#define CLOSE_NUMBER            CDB_BYTES(4, 5)
#define BUFFER_CAPACITY_BLOCKS  CDB_BIT(1, 0)
#define CUE_SHEET_LENGTH        CDB_BYTES(6, 8)
#define BLANK_IMMED             CDB_BIT(1, 4)
#define BLANK_TYPE              CDB_BITS(1, 2, 0)
#define BLANK_ADDRESS           CDB_BYTES(2, 5)
#define OPCODES_ACTION          CDB_BITS(1, 4, 0)
#define OPCODES_RCTD            CDB_BIT(2, 7)
#define OPCODES_OPTION          CDB_BITS(2, 2, 0)
#define OPCODES_CODE            CDB_BYTES(3, 3)
#define OPCODES_CODE_ACTION     CDB_BYTES(4, 5)
#define READ_12_FUA             CDB_BIT(1, 3)
#define READ_12_LBA             CDB_BYTES(2, 5)
#define READ_12_BLOCKS          CDB_BYTES(6, 9)
#define READ_12_STREAMING       CDB_BIT(10, 7)
#define WRITE_12_LBA            CDB_BYTES(2, 5)
#define WRITE_12_BLOCKS         CDB_BYTES(6, 9)
#define WRITE_12_STREAMING      CDB_BIT(10, 7)
#define PERFORMANCE_TOLERANCE   CDB_BITS(1, 4, 3)
#define PERFORMANCE_WRITE       CDB_BIT(1, 2)
#define PERFORMANCE_EXCEPT      CDB_BITS(1, 1, 0)
#define PERFORMANCE_START       CDB_BYTES(2, 5)
#define PERFORMANCE_DESCRIPTORS CDB_BYTES(8, 9)
#define PERFORMANCE_TYPE        CDB_BYTES(10, 10)
#define STRUCTURE_MEDIA_TYPE    CDB_BITS(1, 3, 0)
#define STRUCTURE_ADDRESS       CDB_BYTES(2, 5)
#define STRUCTURE_LAYER         CDB_BYTES(6, 6)
#define STRUCTURE_FORMAT        CDB_BYTES(7, 7)
#define CD_SPEED_ROTATION       CDB_BITS(1, 1, 0)
#define CD_SPEED_READ           CDB_BYTES(2, 3)
#define CD_SPEED_WRITE          CDB_BYTES(4, 5)
#define READ_CD_SECTOR_TYPE     CDB_BITS(1, 4, 2)
#define READ_CD_LBA             CDB_BYTES(2, 5)
#define READ_CD_BLOCKS          CDB_BYTES(6, 8)
#define READ_CD_MAIN            CDB_BITS(9, 7, 3)
#define READ_CD_C2              CDB_BITS(9, 2, 1)
#define READ_CD_SUBCHANNEL      CDB_BITS(10, 2, 0)
/* clang-format on */

/* Types of BLANK that are used. */
enum mmc_blank { BLANK_WHOLE = 0, BLANK_MINIMAL = 1 };

#endif
