/* SPDX-License-Identifier: MIT */
/* Reads all directories of a tree, breadth first, none twice. */
#include "image/read/tree.h"

#include "base/mem.h"
#include "image/read/build.h"
#include "image/read/date.h"
#include "image/read/names.h"

#include <sys/stat.h>

struct load {
	struct rd_build build;
	struct rd_tree *tree;
	struct imapi_error *err;
	struct rd_claim claim;
	struct imapi_image_entry *open; /* a file whose next section must follow */
	struct rd_scan scan;
	struct rd_susp susp;
	struct rd_rock rock;
	char name[RD_TEXT_MAX];
	uint8_t open_name[256];
	uint8_t open_name_length;
};

static imapi_status fault(struct load *load, const struct imapi_image_entry *entry,
			  uint64_t block, const char *what)
{
	return rd_build_fault(&load->build, entry, block, what);
}

static imapi_status forgive(struct load *load, imapi_status status)
{
	return rd_build_forgive(&load->build, status);
}

static imapi_status add_extent(struct load *load, struct imapi_image_entry *entry,
			       const struct rd_record_head *head)
{
	struct imapi_image_extent extent = { .block = (uint64_t)head->extent +
						      head->xattr_length,
					     .length = head->size,
					     .unit_blocks = head->gap ? head->unit : 0,
					     .gap_blocks = head->unit ? head->gap : 0 };

	return rd_build_extent(&load->build, entry, &extent);
}

static uint8_t type_of(const struct rd_record *record, const struct rd_rock *rock)
{
	if (record->head.flags & RD_FLAG_DIRECTORY)
		return IMAPI_IMAGE_DIRECTORY;
	if (!rock)
		return IMAPI_IMAGE_FILE;
	if (rock->has & RD_ROCK_CL)
		return IMAPI_IMAGE_DIRECTORY;
	if (!(rock->has & RD_ROCK_PX))
		return rock->has & RD_ROCK_SL ? IMAPI_IMAGE_SYMLINK : IMAPI_IMAGE_FILE;
	switch (rock->px.mode & S_IFMT) {
	case S_IFLNK:
		return IMAPI_IMAGE_SYMLINK;
	case S_IFCHR:
		return IMAPI_IMAGE_CHARACTER_DEVICE;
	case S_IFBLK:
		return IMAPI_IMAGE_BLOCK_DEVICE;
	case S_IFIFO:
		return IMAPI_IMAGE_FIFO;
	case S_IFSOCK:
		return IMAPI_IMAGE_SOCKET;
	default:
		return IMAPI_IMAGE_FILE;
	}
}

/* A number as large as high and low words; small systems use the low word alone. */
static void set_device(struct imapi_image_entry *entry, const struct rd_pn *pn)
{
	entry->device_major = pn->high ? pn->high : (pn->low >> 8) & 0xfff;
	entry->device_minor =
		pn->high ? pn->low : (pn->low & 0xff) | ((pn->low >> 12) & 0xfff00);
}

static imapi_status set_posix(struct load *load, struct imapi_image_entry *entry)
{
	const struct rd_rock *rock = &load->rock;

	entry->birth = rock->birth;
	entry->atime = rock->atime;
	entry->ctime = rock->ctime;
	if (rock->mtime.known)
		entry->mtime = rock->mtime;
	if (rock->has & RD_ROCK_PX) {
		entry->flags |= IMAPI_IMAGE_ENTRY_POSIX;
		entry->mode = rock->px.mode;
		entry->uid = rock->px.uid;
		entry->gid = rock->px.gid;
		entry->nlink = rock->px.nlink;
		entry->serial = rock->px.serial;
	}
	if (rock->has & RD_ROCK_SERIAL)
		entry->flags |= IMAPI_IMAGE_ENTRY_SERIAL;
	if (rock->has & RD_ROCK_PN)
		set_device(entry, &rock->pn);
	if ((rock->has & RD_ROCK_ZF) && entry->type == IMAPI_IMAGE_FILE) {
		entry->flags |= IMAPI_IMAGE_ENTRY_ZISOFS;
		entry->unpacked_length = rock->zf.length;
		memcpy(entry->zisofs, rock->zf.algorithm, 2);
		entry->zisofs[2] = rock->zf.header_words;
		entry->zisofs[3] = rock->zf.block_log;
	}
	if (entry->type != IMAPI_IMAGE_SYMLINK)
		return IMAPI_OK;
	entry->target = arena_text(&load->tree->arena, rock->target, rock->target_length);
	return entry->target ? IMAPI_OK : err_no_memory(load->err);
}

/* The directory that CL points to says its own length in its first record. */
static imapi_status set_relocated(struct load *load, struct imapi_image_entry *entry)
{
	uint64_t block = load->rock.child;
	struct rd_record dot;
	const uint8_t *bytes;
	imapi_status status = rd_source_block(load->tree->source, block, &bytes);

	if (IMAPI_FAILED(status))
		return err_in(load->err, status, "relocated directory");
	if (!rd_record_split(bytes, BLOCK_SIZE, &dot) || !rd_record_is_dot(&dot))
		return fault(load, entry, block, "CL does not point to a directory");
	entry->flags |= IMAPI_IMAGE_ENTRY_RELOCATED;
	entry->extents = &entry->first;
	entry->extent_count = 1;
	entry->first.block = block;
	entry->first.length = dot.head.size;
	entry->length = dot.head.size;
	return IMAPI_OK;
}

static imapi_status make_entry(struct load *load, struct imapi_image_entry *directory,
			       const struct rd_record *record, struct imapi_image_entry **ret)
{
	struct rd_rock *rock =
		load->tree->kind == IMAPI_IMAGE_TREE_ROCK_RIDGE ? &load->rock : NULL;
	struct imapi_image_entry *entry = arena_zalloc(&load->tree->arena, sizeof(*entry));
	bool changed;
	size_t length = rd_name_of(record, load->tree->kind, rock, load->name, &changed);

	if (!entry)
		return err_no_memory(load->err);
	entry->name = arena_text(&load->tree->arena, load->name, length);
	if (!entry->name)
		return err_no_memory(load->err);
	entry->parent = directory;
	entry->depth = (uint16_t)(directory->depth + 1);
	entry->type = type_of(record, rock);
	if (record->head.flags & RD_FLAG_HIDDEN)
		entry->flags |= IMAPI_IMAGE_ENTRY_HIDDEN;
	if (changed)
		entry->flags |= IMAPI_IMAGE_ENTRY_NAME_CHANGED;
	rd_date_short(record->head.date, &entry->mtime);
	*ret = entry;
	return rock ? set_posix(load, entry) : IMAPI_OK;
}

static imapi_status add_entry(struct load *load, struct imapi_image_entry *directory,
			      const struct rd_record *record)
{
	bool moved = load->tree->kind == IMAPI_IMAGE_TREE_ROCK_RIDGE &&
		     (load->rock.has & RD_ROCK_CL);
	struct imapi_image_entry *entry = NULL;
	imapi_status status = make_entry(load, directory, record, &entry);

	if (IMAPI_FAILED(status))
		return status;
	status = moved ? set_relocated(load, entry) : add_extent(load, entry, &record->head);
	if (IMAPI_FAILED(status))
		return status;
	if (entry->depth > RD_DEPTH_MAX)
		return fault(load, entry, record->block, "more than 2048 directories deep");
	status = rd_build_append(&load->build, directory, entry);
	if (IMAPI_FAILED(status))
		return status;
	if (entry->type == IMAPI_IMAGE_DIRECTORY)
		return rd_build_enqueue(&load->build, entry);
	load->tree->file_bytes += entry->length;
	if (record->head.flags & RD_FLAG_MORE) {
		load->open = entry;
		load->open_name_length = record->head.name_length;
		memcpy(load->open_name, record->name, record->head.name_length);
	}
	return IMAPI_OK;
}

static imapi_status add_section(struct load *load, const struct rd_record *record)
{
	struct imapi_image_entry *entry = load->open;

	if (!(record->head.flags & RD_FLAG_MORE))
		load->open = NULL;
	load->tree->file_bytes += record->head.size;
	return add_extent(load, entry, &record->head);
}

static bool continues(const struct load *load, const struct rd_record *record)
{
	return !(record->head.flags & RD_FLAG_DIRECTORY) &&
	       record->head.name_length == load->open_name_length &&
	       memcmp(record->name, load->open_name, load->open_name_length) == 0;
}

static imapi_status read_rock(struct load *load, const struct rd_record *record)
{
	struct rd_tree *tree = load->tree;
	size_t skip = MIN(tree->susp_skip, record->use_length);

	if (tree->kind != IMAPI_IMAGE_TREE_ROCK_RIDGE)
		return IMAPI_OK;
	rd_susp_init(&load->susp, tree->source, record->use + skip, record->use_length - skip,
		     record->block);
	return rd_rock_read(&load->rock, &load->susp, tree->tolerant);
}

static imapi_status close_file(struct load *load, uint64_t block)
{
	struct imapi_image_entry *entry = load->open;

	if (!entry)
		return IMAPI_OK;
	load->open = NULL;
	return forgive(load,
		       fault(load, entry, block, "the last section of the file is missing"));
}

static imapi_status take_record(struct load *load, struct imapi_image_entry *directory,
				const struct rd_record *record)
{
	imapi_status status;

	if (rd_record_is_dot(record) || rd_record_is_dotdot(record))
		return IMAPI_OK;
	if (record->head.flags & RD_FLAG_ASSOCIATED)
		return IMAPI_OK;
	if (load->open && continues(load, record))
		return add_section(load, record);
	status = close_file(load, record->block);
	if (!IMAPI_FAILED(status))
		status = read_rock(load, record);
	if (IMAPI_FAILED(status))
		return status;
	if (load->tree->kind == IMAPI_IMAGE_TREE_ROCK_RIDGE && (load->rock.has & RD_ROCK_RE)) {
		directory->only_moved = true;
		return IMAPI_OK;
	}
	return add_entry(load, directory, record);
}

/* Takes all blocks of a directory, so that it is read once and no cycle is followed. */
static imapi_status claim(struct load *load, struct imapi_image_entry *directory)
{
	uint64_t block = directory->first.block, count = blocks_of(directory->length);

	if (!rd_source_has(load->tree->source, block, count))
		return fault(load, directory, block, "the directory leaves the image");
	for (uint64_t i = 0; i < count; i++) {
		enum rd_claimed claimed =
			rd_claim_take(&load->claim, block + i, directory, NULL);

		if (claimed == RD_CLAIM_NO_MEMORY)
			return err_no_memory(load->err);
		if (claimed == RD_CLAIM_TAKEN)
			return fault(load, directory, block,
				     "the directory shares a block with another one");
	}
	return IMAPI_OK;
}

static imapi_status load_directory(struct load *load, struct imapi_image_entry *directory)
{
	imapi_status status = claim(load, directory);
	bool more = true;

	if (IMAPI_FAILED(status))
		return forgive(load, status);
	rd_scan_init(&load->scan, load->tree->source, directory->first.block,
		     directory->length);
	while (more) {
		struct rd_record record;

		status = rd_scan_next(&load->scan, &record, &more);
		if (!IMAPI_FAILED(status) && more)
			status = take_record(load, directory, &record);
		else if (IMAPI_FAILED(status) && load->tree->tolerant)
			more = true;
		status = forgive(load, status);
		if (IMAPI_FAILED(status))
			return status;
	}
	directory->only_moved &= directory->child_count == 0;
	return close_file(load, directory->first.block);
}

static imapi_status make_root(struct load *load, const uint8_t bytes[34])
{
	struct rd_tree *tree = load->tree;
	struct rd_record root;
	uint8_t copy[RD_RECORD_MIN];

	memcpy(copy, bytes, sizeof(copy));
	copy[0] = RD_RECORD_MIN; /* some writers give the length of the first record instead */
	tree->root = arena_zalloc(&tree->arena, sizeof(*tree->root));
	if (!tree->root)
		return err_no_memory(load->err);
	tree->root->name = "";
	tree->root->type = IMAPI_IMAGE_DIRECTORY;
	if (!rd_record_split(copy, sizeof(copy), &root))
		return err_set(load->err, IMAPI_E_FILE_SYSTEM_READ_CONSISTENCY_ERROR,
			       "the volume descriptor has no root directory");
	rd_date_short(root.head.date, &tree->root->mtime);
	return add_extent(load, tree->root, &root.head);
}

/* Mode, owner and times of the root are in its own first record. */
static imapi_status read_root_attributes(struct load *load)
{
	struct rd_tree *tree = load->tree;
	struct rd_record dot;
	bool more;
	imapi_status status;

	if (tree->kind != IMAPI_IMAGE_TREE_ROCK_RIDGE)
		return IMAPI_OK;
	rd_scan_init(&load->scan, tree->source, tree->root->first.block, tree->root->length);
	status = rd_scan_next(&load->scan, &dot, &more);
	if (!IMAPI_FAILED(status) && more && rd_record_is_dot(&dot))
		status = read_rock(load, &dot);
	if (IMAPI_FAILED(status) || !more)
		return forgive(load, status);
	return set_posix(load, tree->root);
}

static imapi_status load_all(struct load *load, const uint8_t root[34])
{
	imapi_status status = make_root(load, root), settled;

	if (!IMAPI_FAILED(status))
		status = read_root_attributes(load);
	if (!IMAPI_FAILED(status))
		status = rd_build_enqueue(&load->build, load->tree->root);
	while (!IMAPI_FAILED(status) && load->build.at < load->build.count)
		status = load_directory(load, load->build.queue[load->build.at++]);
	settled = rd_build_settle(&load->build);
	return IMAPI_FAILED(status) ? status : settled;
}

imapi_status rd_tree_load(struct rd_tree *tree, const uint8_t root[34])
{
	AUTOFREE struct load *load = zalloc(sizeof(*load));
	imapi_status status;

	if (!load)
		return err_no_memory(tree->source->err);
	load->tree = tree;
	load->err = tree->source->err;
	load->build = (struct rd_build){ .tree = tree, .err = load->err };
	status = load_all(load, root);
	rd_claim_clear(&load->claim);
	rd_build_clear(&load->build);
	return status;
}
