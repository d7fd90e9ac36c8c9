/* SPDX-License-Identifier: MIT */
/* The metadata file and its mirror, whose blocks are a partition (UDF 2.50 2.2.13). */
#include "image/read/udf/icb.h"

#include "base/mem.h"

static imapi_status load(struct rd_udf *udf, uint16_t below, uint32_t block,
			 struct rd_udf_extents *ret)
{
	AUTOFREE struct rd_udf_file *file = zalloc(sizeof(*file));
	bool cut = false;
	imapi_status status;

	if (!file)
		return err_no_memory(udf->source->err);
	status = rd_udf_file_read(udf, below, block, file);
	if (!IMAPI_FAILED(status) && file->entry.icb.type != UDF_TYPE_METADATA &&
	    file->entry.icb.type != UDF_TYPE_MIRROR)
		status = rd_udf_fault(udf, file->at, "there is no metadata file");
	if (!IMAPI_FAILED(status))
		status = rd_udf_allocate(udf, file, ret, &cut);
	if (!IMAPI_FAILED(status) && cut)
		status = rd_udf_fault(udf, file->at, "the metadata file has too few extents");
	return status;
}

imapi_status rd_udf_load_metadata(struct rd_udf *udf, size_t index)
{
	struct rd_udf_partition *p = &udf->partitions[index];
	struct imapi_error first;
	uint16_t below = 0;
	imapi_status status = rd_udf_below(udf, p, &below), mirrored;

	if (IMAPI_FAILED(status))
		return status;
	status = load(udf, below, p->metadata.file, &p->file);
	if (IMAPI_FAILED(status))
		rd_udf_extents_clear(&p->file);
	first = *udf->source->err;
	mirrored = load(udf, below, p->metadata.mirror, &p->mirror);
	if (IMAPI_FAILED(mirrored))
		rd_udf_extents_clear(&p->mirror);
	if (!IMAPI_FAILED(status) || !IMAPI_FAILED(mirrored))
		return IMAPI_OK;
	*udf->source->err = first;
	return err_in(udf->source->err, status, "metadata file and its mirror");
}
