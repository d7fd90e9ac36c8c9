/* SPDX-License-Identifier: MIT */
/* The socket by which "imapi sim eject" and the like reach a server. */
#ifndef TOOLS_CONTROL_H
#define TOOLS_CONTROL_H

#include "run.h"

#include "served.h"

struct control {
	int fd; /* -1: none; readable when somebody comes */
	char path[108];
};

/* The folder of the sockets: /run/imapi for root, else in $XDG_RUNTIME_DIR. */
void control_folder(char path[80]);

imapi_status control_listen(struct run *run, struct control *control);
void control_close(struct control *control);

/* Hears one caller out. */
void control_answer(struct control *control, struct served *drives, size_t count);

/*
 * Sends a request to the server behind @path and reads its answer: NULL if there is none. Takes
 * @request over; the answer is a new reference.
 */
json_t *control_ask(const char *path, json_t *request);

#endif
