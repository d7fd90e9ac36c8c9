/* SPDX-License-Identifier: MIT */
/* The parts of "imapi sim" that give simulated drives to the kernel. */
#ifndef TOOLS_SIM_SERVE_H
#define TOOLS_SIM_SERVE_H

#include "run.h"

imapi_status sim_serve(struct run *run);
imapi_status sim_served(struct run *run);
imapi_status sim_eject(struct run *run);
imapi_status sim_load(struct run *run);
imapi_status sim_unplug(struct run *run);

#endif
