/* SPDX-License-Identifier: MIT */
/* Keeps the computer awake while a drive is at work. */
#ifndef IMAPI_INHIBITOR_H
#define IMAPI_INHIBITOR_H

#include "imapi/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The computer does not go to sleep, nor shut down, while this lives. */
struct imapi_inhibitor;

/**
 * Asks the login manager of this computer (logind, over the system bus of D-Bus) not to let it
 * sleep or shut down until imapi_inhibitor_free(); it also ends with the process, however that
 * ends. A lid that is closed is another matter, which the login manager decides. @why is shown
 * to people who ask what keeps the computer awake; UTF-8 such as "Burning a disc".
 *
 * Returns 0, or IMAPI_S_NOT_INHIBITED with a NULL inhibitor if there is nobody to ask: no bus,
 * no login manager, no permission, no answer within five seconds, or a libimapi that was built
 * without libsystemd. That is no reason not to burn; the reason goes to the log as a debug
 * line. Fails with IMAPI_E_POINTER, IMAPI_E_INVALIDARG (@why is no UTF-8), IMAPI_E_OUTOFMEMORY.
 */
imapi_status imapi_inhibitor_new(struct imapi_context *context, const char *why,
				 struct imapi_inhibitor **ret_inhibitor);

/** Lets the computer sleep again. NULL is fine; returns NULL. Any thread. */
struct imapi_inhibitor *imapi_inhibitor_free(struct imapi_inhibitor *inhibitor);

#ifdef __cplusplus
}
#endif

#endif
