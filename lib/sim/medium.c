/* SPDX-License-Identifier: MIT */
#include "sim/medium.h"

#include <string.h>

const struct sim_medium *const sim_media[] = {
	&sim_cd_r,	  &sim_cd_rw,	      &sim_dvd_r,	&sim_dvd_r_dl,
	&sim_dvd_r_dl_lj, &sim_dvd_rw,	      &sim_dvd_rw_ow,	&sim_dvd_ram,
	&sim_dvd_plus_r,  &sim_dvd_plus_r_dl, &sim_dvd_plus_rw, &sim_dvd_plus_rw_dl,
	&sim_bd_r,	  &sim_bd_r_dl,	      &sim_bd_r_tl,	&sim_bd_r_ql,
	&sim_bd_re,	  &sim_bd_re_dl,      &sim_bd_re_tl,	NULL,
};

const struct sim_medium *medium_find(const char *name)
{
	for (size_t i = 0; sim_media[i]; i++)
		if (strcmp(sim_media[i]->name, name) == 0)
			return sim_media[i];
	return NULL;
}
