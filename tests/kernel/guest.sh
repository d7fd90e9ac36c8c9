# SPDX-License-Identifier: MIT
# What the scripts that run in the guest share: checks, modules, waiting. Sourced as $GUEST.

. "${GUEST%/*}/../support/check.sh"

# give_up REASON: for a script that cannot go on.
give_up() {
  echo "Bail out! $*"
  exit 1
}

# until_true SECONDS COMMAND...: tries again and again.
until_true() {
  tries=$(($1 * 20))
  shift
  while ! "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.05
  done
}

# load_modules NAME...: from the folder that boot made; dependencies too.
load_modules() {
  for module in "$@"; do
    modprobe -d "$MODULES" "$module" || give_up "the kernel module $module cannot be loaded"
  done
}

# load_drive_modules: all that a simulated drive needs to become /dev/srN, and file systems.
load_drive_modules() {
  load_modules configfs cdrom sr_mod sg uio target_core_user tcm_loop isofs udf loop
  mount -t configfs config /sys/kernel/config || give_up "configfs cannot be mounted"
}
