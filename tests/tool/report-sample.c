/* SPDX-License-Identifier: MIT */
/* report-sample NAME html|json: prints the report of a burn that never was. */
#include "made-up.h"

#include "tools/report-html.h"
#include "tools/report-json.h"

#include <string.h>

int main(int argc, char **argv)
{
	struct made_up m;
	json_t *json;

	if (argc != 3 || !made_up_begin(&m, argv[1]))
		return 2;
	if (!strcmp(argv[2], "html")) {
		report_html(stdout, &m.data);
	} else {
		json = report_json(&m.data);
		json_dumpf(json, stdout, 0);
		json_decref(json);
	}
	made_up_done(&m);
	return fflush(stdout) != 0;
}
