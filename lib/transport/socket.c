/* SPDX-License-Identifier: MIT */
#include "transport/socket.h"

#include "base/mem.h"
#include "transport/attribute.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* The buses whose devices have names of their own; of a chain of one kind the last one counts.
 */
enum bus { BUS_NONE, BUS_OTHER, BUS_PLATFORM, BUS_PCI, BUS_USB, BUS_FIREWIRE };

/* The walk from /sys/devices down to the device, and the name as far as it is known. */
struct walk {
	const char *devices; /* ".../sys/devices" */
	char id[512];
	size_t length, piece; /* bytes in use, and where the last piece begins */
	enum bus bus;	      /* of the last piece */
	char parent[512];     /* path of the directory above, below @devices */
	char usb[16];	      /* "usb" or "usbv3" */
	bool is_ata, is_iscsi, is_whole;
	unsigned port; /* of the ATA controller */
	unsigned first_host;
};

static void add(struct walk *walk, const char *prefix, const char *text)
{
	size_t room = sizeof(walk->id) - walk->length;
	int used = snprintf(walk->id + walk->length, room, "%s%s%s", walk->length ? "-" : "",
			    prefix, text);

	walk->piece = walk->length;
	if (used < 0 || (size_t)used >= room)
		walk->is_whole = false;
	else
		walk->length += (size_t)used;
}

/* Adds a piece; one that is just before it and of the same bus goes. */
static void add_last(struct walk *walk, enum bus bus, const char *prefix, const char *text)
{
	if (walk->bus == bus && bus != BUS_OTHER)
		walk->length = walk->piece;
	walk->bus = bus;
	add(walk, prefix, text);
}

static bool is_numbered(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);

	return !strncmp(name, prefix, length) && isdigit((unsigned char)name[length]);
}

static bool is_pci(const char *name)
{
	unsigned part[4];

	return sscanf(name, "%x:%x:%x.%x", &part[0], &part[1], &part[2], &part[3]) == 4;
}

/* "usb2", "2-3.1" and "2-3.1:1.0" */
static bool is_usb(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	return is_numbered(name, "usb") ||
	       (digits && name[digits] == '-' && isdigit((unsigned char)name[digits + 1]));
}

static enum bus bus_of(const char *name, const char *subsystem)
{
	static const struct {
		const char *name;
		enum bus bus;
	} buses[] = {
		{ "platform", BUS_PLATFORM }, { "pci", BUS_PCI },   { "usb", BUS_USB },
		{ "firewire", BUS_FIREWIRE }, { "scsi", BUS_NONE }, { "virtio", BUS_NONE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(buses); i++)
		if (!strcmp(subsystem, buses[i].name))
			return buses[i].bus;
	if (is_pci(name))
		return BUS_PCI;
	if (is_usb(name))
		return BUS_USB;
	if (is_numbered(name, "host") || is_numbered(name, "target") ||
	    is_numbered(name, "virtio") || is_numbered(name, "ata") ||
	    is_numbered(name, "session") || !strncmp(name, "pci", strlen("pci")) ||
	    !strcmp(name, "platform"))
		return BUS_NONE;
	return BUS_OTHER;
}

/*
 * The root hubs for USB 2 and USB 3 of one controller number their sockets each from 1. Which
 * it is says bDeviceProtocol (USB 3.2, 10.15.1: 3 is SuperSpeed; USB 2.0, 11.23.1).
 */
static void usb_root(struct walk *walk, int at)
{
	char protocol[4], speed[8];

	attribute_read(at, "speed", speed, sizeof(speed));
	if (!attribute_read(at, "bDeviceProtocol", protocol, sizeof(protocol)))
		strcpy(walk->usb, "usb-0:");
	else
		snprintf(walk->usb, sizeof(walk->usb), "usbv%d-0:",
			 atoi(protocol) == 3
				 ? 3
				 : (strcmp(speed, "480") != 0 && !atoi(protocol) ? 1 : 2));
}

/* The number of the port on its controller; the one in the name counts over all of them. */
static void ata_port(struct walk *walk, const char *name)
{
	char number[12];

	walk->is_ata = true;
	walk->port = (unsigned)atoi(name + strlen("ata"));
	if (attribute_read_path(number, sizeof(number), "%s/%s/%s/ata_port/%s/port_no",
				walk->devices, walk->parent, name, name))
		walk->port = (unsigned)atoi(number);
}

/* The lowest number among the hosts of one adapter: numbers of hosts change, their order not.
 */
static void scsi_host(struct walk *walk, const char *name)
{
	AUTOFREE char *path = NULL;
	const struct dirent *entry;
	DIR *dir;

	walk->first_host = (unsigned)atoi(name + strlen("host"));
	if (asprintf(&path, "%s/%s", walk->devices, walk->parent) < 0) {
		path = NULL;
		return;
	}
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (is_numbered(entry->d_name, "host"))
			walk->first_host = MIN(walk->first_host,
					       (unsigned)atoi(entry->d_name + strlen("host")));
	if (dir)
		closedir(dir);
}

/* The kernel numbers sessions as they come; what stays is the target and where it is. */
static void iscsi_session(struct walk *walk, const char *name)
{
	const char *number = name + strlen("session");
	char target[224], address[64], port[8], text[304];

	walk->is_iscsi = attribute_read_path(target, sizeof(target),
					     "%s/%s/%s/iscsi_session/%s/targetname",
					     walk->devices, walk->parent, name, name);
	if (!walk->is_iscsi) {
		add(walk, "", name);
		return;
	}
	for (size_t i = 0; i < 2; i++)
		attribute_read_path(i ? port : address, i ? sizeof(port) : sizeof(address),
				    "%s/%s/%s/connection%s:0/iscsi_connection/connection%s:0/"
				    "persistent_%s",
				    walk->devices, walk->parent, name, number, number,
				    i ? "port" : "address");
	snprintf(text, sizeof(text), "%s:%s-iscsi-%s", address, port, target);
	add(walk, "ip-", text);
}

static void add_component(struct walk *walk, const char *name, enum bus bus)
{
	if (bus == BUS_PCI)
		add_last(walk, bus, "pci-", name);
	else if (bus == BUS_PLATFORM)
		add_last(walk, bus, "platform-", name);
	else if (bus == BUS_USB && strchr(name, '-'))
		add_last(walk, bus, walk->usb, strchr(name, '-') + 1);
	else if (bus == BUS_OTHER)
		add_last(walk, bus, "", name);
	else if (bus != BUS_USB)
		walk->bus = BUS_NONE;
}

static void step(struct walk *walk, const char *name)
{
	char subsystem[32];
	AUTOFREE char *path = NULL;
	int at;

	if (asprintf(&path, "%s/%s/%s", walk->devices, walk->parent, name) < 0) {
		path = NULL;
		walk->is_whole = false;
		return;
	}
	at = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	attribute_link(at, "subsystem", subsystem, sizeof(subsystem));
	if (is_numbered(name, "usb"))
		usb_root(walk, at);
	if (at >= 0)
		close(at);
	if (is_numbered(name, "ata"))
		ata_port(walk, name);
	if (is_numbered(name, "host"))
		scsi_host(walk, name);
	if (is_numbered(name, "session"))
		iscsi_session(walk, name);
	add_component(walk, name, bus_of(name, subsystem));
}

/* Numbers in the name of a SCSI device. */
struct nexus {
	unsigned host, channel, target;
	unsigned long long lun;
};

static void add_nexus(struct walk *walk, const struct nexus *nexus)
{
	char text[64];

	if (walk->is_iscsi)
		snprintf(text, sizeof(text), "lun-%llu", nexus->lun);
	else if (walk->is_ata && nexus->channel) /* behind a port multiplier */
		snprintf(text, sizeof(text), "ata-%u.%u.0", walk->port, nexus->channel);
	else if (walk->is_ata)
		snprintf(text, sizeof(text), "ata-%u.%u", walk->port, nexus->target);
	else
		snprintf(text, sizeof(text), "scsi-%u:%u:%u:%llu",
			 nexus->host - walk->first_host, nexus->channel, nexus->target,
			 nexus->lun);
	add(walk, "", text);
}

/* The device itself, "1:0:0:0": what its bus calls it. */
static void add_device(struct walk *walk, const char *name)
{
	struct nexus nexus;
	char guid[64];

	if (attribute_read_path(guid, sizeof(guid), "%s/%s/%s/ieee1394_id", walk->devices,
				walk->parent, name))
		add(walk, "ieee1394-0x", guid);
	else if (sscanf(name, "%u:%u:%u:%llu", &nexus.host, &nexus.channel, &nexus.target,
			&nexus.lun) == 4)
		add_nexus(walk, &nexus);
	else
		add(walk, "", name);
}

char *socket_id(const char *devices, const char *path)
{
	struct walk walk = { .devices = devices, .usb = "usb-0:", .is_whole = true };
	const char *at = path;

	while (*at) {
		size_t length = strcspn(at, "/");
		char name[256];

		snprintf(name, sizeof(name), "%.*s", (int)length, at);
		if (at[length] && length)
			step(&walk, name);
		else if (length)
			add_device(&walk, name);
		at += length + (at[length] == '/');
		if ((size_t)(at - path) >= sizeof(walk.parent))
			walk.is_whole = false;
		snprintf(walk.parent, sizeof(walk.parent), "%.*s", (int)(at - path), path);
	}
	return strdup(walk.is_whole ? walk.id : path);
}
