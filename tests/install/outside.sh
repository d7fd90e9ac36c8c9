#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the library into a folder, and builds and runs programs that know only pkg-config.
# Usage: outside.sh SOURCE BUILD
set -u
source=$1
build=$2
. "$source/tests/support/check.sh"

sorted() { (cd "$1" && find . -type f | LC_ALL=C sort); }

root=$scratch/root
check "meson install" env DESTDIR="$root" meson install -C "$build" --no-rebuild --quiet
pc=$(find "$root" -name libimapi.pc | head -1)
libdir=$(dirname "${pc%/*}")
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$root" LD_LIBRARY_PATH="$libdir"
check "pkg-config knows libimapi" pkg-config --exists --print-errors libimapi
flags=$(pkg-config --cflags --libs libimapi)
installed=$(dirname "$(find "$root" -name imapi.h)")

check "all public headers are installed, and nothing else" \
  test "$(sorted "$source/include/imapi" | grep -v meson.build)" = "$(sorted "$installed")"
check "the library's name says that its ABI is 0" sh -c "readelf -d '$libdir/libimapi.so' | grep -q 'SONAME.*libimapi.so.0\]'"

cat >"$scratch/status.c" <<'END'
#include <imapi/imapi.h>
#include <stdio.h>

int main(void)
{
	return puts(imapi_status_name(IMAPI_E_BURN_VERIFICATION_FAILED)) < 0;
}
END
warn="-pedantic -Wall -Wextra -Werror"
# shellcheck disable=SC2086 # flags are words
{
  check "an outside program in C builds" \
    cc -std=c11 $warn "$scratch/status.c" -o "$scratch/c" $flags
  check "an outside program in C++ builds" \
    c++ -std=c++17 $warn -x c++ "$scratch/status.c" -o "$scratch/c++" $flags
}
for language in c c++; do
  check "the program in $language runs with the installed library" \
    test "$("$scratch/$language")" = IMAPI_E_BURN_VERIFICATION_FAILED
done

# The module that is loaded by name. A drive that /sys does not explain makes it worth asking.
cat >"$scratch/list.c" <<'END'
#include <imapi/imapi.h>
#include <stdio.h>

static void print(void *user, enum imapi_log_level level, const char *line)
{
	(void)user;
	printf("%d %s\n", (int)level, line);
}

int main(void)
{
	struct imapi_context *context;
	struct imapi_disc_master *master;
	int failed;

	if (imapi_context_new(&context))
		return 2;
	imapi_context_set_log(context, IMAPI_LOG_DEBUG, print, NULL);
	failed = imapi_disc_master_new(context, &master) != IMAPI_OK;
	if (!failed)
		imapi_disc_master_free(master);
	imapi_context_free(context);
	return failed;
}
END
printf 'P: /devices/virtual/block/sr0\nN: sr0\nE: SUBSYSTEM=block\nE: DEVTYPE=disk\n' \
  >"$scratch/drive.umockdev"
# shellcheck disable=SC2086 # flags are words
check "a program that lists drives builds" cc -std=c11 $warn "$scratch/list.c" -o "$scratch/list" $flags
if [ -f "$build/modules/imapi-cdio.so" ]; then
  check "the module is installed where the library looks for it" \
    sh -c "strings '$libdir/libimapi.so' | grep -qx '${libdir#"$root"}/imapi' && test -f '$libdir/imapi/imapi-cdio.so'"
  check "an outside program finds the installed module" \
    sh -c "IMAPI_MODULE_PATH='$libdir/imapi' umockdev-run -d '$scratch/drive.umockdev' -- '$scratch/list' |
      grep '$libdir/imapi/imapi-cdio.so: libcdio'"
  check "neither library nor program links libcdio" \
    sh -c "! readelf -d '$libdir/libimapi.so' '$scratch/list' | grep -i cdio"
fi
check "without the module it works, too" \
  sh -c "IMAPI_MODULE_PATH='$scratch' umockdev-run -d '$scratch/drive.umockdev' -- '$scratch/list'"
finish
