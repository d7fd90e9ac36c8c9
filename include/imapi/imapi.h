/* SPDX-License-Identifier: MIT */
/* The whole public API. */
#ifndef IMAPI_IMAPI_H
#define IMAPI_IMAPI_H

#include "imapi/block-range.h"
#include "imapi/boot-options.h"
#include "imapi/context.h"
#include "imapi/data-writer.h"
#include "imapi/disc-master.h"
#include "imapi/eraser.h"
#include "imapi/error.h"
#include "imapi/export.h"
#include "imapi/file-system-image.h"
#include "imapi/image-item.h"
#include "imapi/image-medium.h"
#include "imapi/image-names.h"
#include "imapi/image-order.h"
#include "imapi/image-reader.h"
#include "imapi/image-result.h"
#include "imapi/inhibitor.h"
#include "imapi/job.h"
#include "imapi/journal.h"
#include "imapi/manifest.h"
#include "imapi/medium.h"
#include "imapi/multisession.h"
#include "imapi/recorder-codes.h"
#include "imapi/recorder-ex.h"
#include "imapi/recorder.h"
#include "imapi/simulator.h"
#include "imapi/status.h"
#include "imapi/stream.h"
#include "imapi/tape.h"
#include "imapi/transport.h"
#include "imapi/version.h"
#include "imapi/wait.h"

#endif
