/* SPDX-License-Identifier: MIT */
/* The plan of an image: which file systems contribute which regions, and all addresses. */
#ifndef LIB_IMAGE_LAYOUT_H
#define LIB_IMAGE_LAYOUT_H

#include "image/boot/boot.h"
#include "image/extents.h"
#include "image/import.h"
#include "image/iso9660/volume.h"
#include "image/manifest/manifest.h"
#include "image/region.h"
#include "image/udf/udf.h"

struct layout_settings {
	unsigned file_systems; /* enum imapi_file_systems */
	unsigned level;
	bool relaxed_depth, strict_joliet, joliet_utf16;
	bool has_manifest;
	struct extents_order order; /* of use until the layout is made */
	uint32_t padding;
	uint64_t start; /* of the session */
	struct volume_settings volume;
	uint16_t udf_revision;
	bool udf_redundant; /* metadata, UDF 2.50 */
	enum imapi_udf_layout udf_layout;
	uint64_t udf_size;		 /* blocks that an overwritable volume spans */
	const struct imported *imported; /* or NULL */
	const struct boot_settings *boot;
};

struct layout {
	struct layout_settings settings;
	struct tree *tree; /* which @extents keep */
	struct region_list regions;
	struct extents *extents;
	struct hierarchy *primary, *joliet; /* NULL if not wanted */
	struct udf *udf;		    /* likewise */
	struct boot *boot;		    /* likewise */
	struct manifest *manifest;	    /* likewise */
	bool earlier;	 /* the list begins with what was on the medium before */
	uint64_t blocks; /* of the session */
	uint64_t total;	 /* of the list */
};

/* The texts that @settings points to are borrowed and must live as long as the layout. */
imapi_status layout_new(struct tree *tree, const struct layout_settings *settings,
			struct layout **ret_layout, struct imapi_error *err);
/* Reads from the byte @offset of the image on; the range must be inside it. */
imapi_status layout_read(struct layout *layout, uint64_t offset, uint8_t *data, size_t length,
			 struct imapi_error *err);
/* How much of the start of a volume that grows in place is written anew. */
uint64_t layout_head_blocks(const struct layout *layout);
struct layout *layout_free(struct layout *layout); /* NULL is fine; returns NULL */

#endif
