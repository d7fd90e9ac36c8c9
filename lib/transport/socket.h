/* SPDX-License-Identifier: MIT */
/* Where a drive is plugged in, as a name that stays. */
#ifndef LIB_TRANSPORT_SOCKET_H
#define LIB_TRANSPORT_SOCKET_H

/*
 * Names the socket of the SCSI device whose directory is @path below the directory @devices
 * (".../sys/devices" and "pci0000:00/.../1:0:0:0"): what udev calls ID_PATH, and where two root
 * hubs of one USB controller would give two sockets one name, ID_PATH_WITH_USB_REVISION. Buses
 * that udev has no name for are named by their directories, so that no two devices share one.
 * The caller frees the result; NULL if memory ran out.
 */
char *socket_id(const char *devices, const char *path);

#endif
