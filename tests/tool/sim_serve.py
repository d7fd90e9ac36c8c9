#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What imapi sim serve and its like say before they touch the kernel; tests/kernel has the rest."""
import os

import harness
from harness import case


@case
def a_server_needs_something_to_serve(b):
    assert 'disc file' in b.imapi('sim', 'serve').fails(2).err


@case
def a_clock_is_real_or_virtual(b):
    assert 'real or virtual' in b.imapi('sim', 'serve', '--clock', 'fast', 'none').fails(2).err


@case
def a_pace_goes_with_the_virtual_clock(b):
    result = b.imapi('sim', 'serve', '--clock', 'real', '--pace', '2', 'none').fails(2)
    assert 'virtual clock' in result.err


@case
def a_disc_is_loaded_into_a_drive(b):
    assert 'needs a device' in b.imapi('sim', 'load').fails(2).err


@case
def a_drive_that_nobody_serves_is_not_found(b):
    for verb in ('eject', 'load', 'unplug'):
        result = b.imapi('sim', verb, b.path('no-such-drive'), '--json').fails(1)
        assert result.json['status'] == 'IMAPI_E_DEV_NOT_EXIST', result.story()
        assert 'imapi sim served' in result.json['error']['advice'], result.story()


@case
def only_root_serves(b):
    if os.geteuid() == 0:
        return
    assert 'root' in b.imapi('sim', 'serve', 'none').fails(1).err


harness.main()
