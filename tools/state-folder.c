/* SPDX-License-Identifier: MIT */
#include "state-folder.h"

#include <stdio.h>
#include <stdlib.h>

char *state_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *path = NULL;
	int n = -1;

	/* a relative path there is to be ignored, says the standard */
	if (state && state[0] == '/')
		n = asprintf(&path, "%s/imapi", state);
	else if (home && home[0] == '/')
		n = asprintf(&path, "%s/.local/state/imapi", home);
	return n < 0 ? NULL : path;
}
