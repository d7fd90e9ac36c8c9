#!/bin/sh
# SPDX-License-Identifier: MIT
# The write engine against memcpy: bench/burn.sh BUILD-FOLDER
set -eu
echo "== burning 4 GiB to a simulated drive that throws the data away (at least 1 GB/s)"
"$1/bench/burn-bench" 'sim:bd-r?data=discard' 4096
