/* SPDX-License-Identifier: MIT */
#include "support/t.h"

T(nothing)
{
}

T_MAIN("status")
