/* SPDX-License-Identifier: MIT */
#include "support/t.h"
#include "transport/linux-holder.h"

#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

/* One drive in a made-up sysfs, at @path below /sys/devices. */
static struct imapi_transport_facts look(const char *path, const char *class_of_port)
{
	struct stat info = { .st_mode = S_IFBLK, .st_rdev = makedev(11, 3) };
	struct imapi_transport_facts facts = IMAPI_TRANSPORT_FACTS_INIT;
	char root[] = "/tmp/imapi-node-XXXXXX", line[2048];
	struct drive_node node;

	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(line, sizeof(line),
		 "cd %s && mkdir -p sys/dev/block sys/devices/pci0000:00/0000:00:1f.2 "
		 "sys/devices/%s/block/sr3/queue dev && "
		 "echo %s >sys/devices/pci0000:00/0000:00:1f.2/class && "
		 "ln -s ../../devices/%s/block/sr3 sys/dev/block/11:3 && "
		 "ln -s ../.. sys/dev/block/11:3/device && "
		 "echo 511 >sys/dev/block/11:3/queue/dma_alignment && "
		 "echo 168 >sys/dev/block/11:3/queue/max_segments",
		 root, path, class_of_port, path);
	ck_assert_int_eq(system(line), 0);
	drive_node_find(&node, root, "/dev/sr3", &info);
	drive_node_facts(&node, &facts);
	snprintf(line, sizeof(line), "rm -rf %s", root);
	ck_assert_int_eq(system(line), 0);
	ck_assert_str_eq(node.key, "b11:3");
	return facts;
}

T(the_bus_of_a_drive_follows_from_its_place_in_sysfs)
{
	static const struct {
		const char *path, *class;
		enum imapi_bus_type type;
	} rows[] = {
		{ "pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0", "0x010601",
		  IMAPI_BUS_SATA },
		{ "pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0", "0x01018a",
		  IMAPI_BUS_ATAPI },
		{ "pci0000:00/0000:00:14.0/usb2/2-3/2-3:1.0/host6/target6:0:0/6:0:0:0", "0",
		  IMAPI_BUS_USB },
		{ "platform/host5/session1/target5:0:0/5:0:0:0", "0", IMAPI_BUS_ISCSI },
		{ "tcm_loop_0/tcm_loop_adapter_0/host0/target0:0:1/0:0:1:0", "0",
		  IMAPI_BUS_VIRTUAL },
		{ "pci0000:00/0000:00:10.0/host2/target2:0:0/2:0:0:0", "0", IMAPI_BUS_SCSI },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_int_eq(look(rows[i].path, rows[i].class).bus_type, rows[i].type);
}

T(node_number_alignment_and_segments_are_told)
{
	struct imapi_transport_facts facts =
		look("pci0000:00/0000:00:10.0/host2/target2:0:0/2:0:0:0", "0");

	ck_assert_str_eq(facts.block_node, "/dev/sr3");
	ck_assert_str_eq(facts.generic_node, "");
	ck_assert_int_eq(facts.index, 3);
	ck_assert_uint_eq(facts.block_number, makedev(11, 3));
	ck_assert_uint_eq(facts.alignment, 512);
	ck_assert_uint_eq(facts.max_segments, 168);
	ck_assert_str_eq(facts.unique_id, "pci-0000:00:10.0-scsi-0:0:0:0");
}

T(a_plain_file_has_no_nodes)
{
	struct imapi_transport_facts facts = IMAPI_TRANSPORT_FACTS_INIT;
	struct stat info = { .st_mode = S_IFREG };
	struct drive_node node;

	drive_node_find(&node, "", "/etc/passwd", &info);
	drive_node_facts(&node, &facts);
	ck_assert_str_eq(node.key, "");
	ck_assert_int_eq(facts.bus_type, IMAPI_BUS_UNKNOWN);
	ck_assert_int_eq(facts.index, -1);
}

struct found {
	unsigned count;
	char last[64];
};

static bool count_mount(void *user, const char *where)
{
	struct found *found = user;

	found->count++;
	snprintf(found->last, sizeof(found->last), "%s", where);
	return true;
}

static struct found mounts(const char *text)
{
	struct found found = { .count = 0 };
	FILE *table = fmemopen((char *)text, strlen(text), "r");

	holder_each_mount(table, makedev(11, 0), count_mount, &found);
	fclose(table);
	return found;
}

T(a_mount_is_found_by_the_number_of_its_device_whatever_it_is_called)
{
	struct found found = mounts("22 1 0:20 / /proc rw shared:5 - proc proc rw\n"
				    "36 22 11:1 / /mnt ro - iso9660 /dev/sr1 ro\n"
				    "37 22 11:0 / /media/a\\040b\\134 ro - udf /dev/odd ro\n"
				    "38 22 11:0 / /mnt/2 ro - udf /dev/odd ro\n");

	ck_assert_uint_eq(found.count, 2);
	ck_assert_str_eq(found.last, "/mnt/2");
	found = mounts("37 22 11:0 / /media/a\\040b\\134 ro - udf /dev/odd ro\n");
	ck_assert_str_eq(found.last, "/media/a b\\");
}

T(a_table_of_mounts_that_makes_no_sense_is_passed_over)
{
	ck_assert_uint_eq(
		mounts("\n37\n37 22\n37 22 11:0\n37 22 11:0 /\nx y 11:0 / /a\n").count, 0);
	ck_assert_uint_eq(mounts("37 22 11:0 / /cut").count, 1);
}

T_MAIN("linux-node")
