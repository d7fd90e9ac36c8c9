/* SPDX-License-Identifier: MIT */
/* The verbs; each is the whole of one file. */
#ifndef TOOLS_VERBS_H
#define TOOLS_VERBS_H

#include "run.h"

extern const struct verb verb_list, verb_info, verb_image, verb_burn, verb_close, verb_erase,
	verb_format, verb_verify, verb_read, verb_sim, verb_trace;

#endif
