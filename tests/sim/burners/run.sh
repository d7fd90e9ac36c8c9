#!/bin/sh
# SPDX-License-Identifier: MIT
# Other people's burners write to the simulated drive and find a good one.
# Usage: run.sh PRELOAD NEW_DISC
set -u
preload=$(realpath "$1")
new_disc=$(realpath "$2")
# growisofs unmounts what it takes for its drive; a mount namespace of its own keeps that harmless.
private=
unshare -m true 2>/dev/null && private="unshare -m"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
status=0

# with DISC OPTIONS COMMAND...: runs a program with the disc in /dev/sr0.
with() {
  SIM_ADDRESS="sim:$work/$1$2"
  export SIM_ADDRESS
  shift 2
  timeout 100 $private env LD_PRELOAD="$preload" "$@" >log 2>&1
}

# said NAME TEXT...: the last program's output has every text.
said() {
  name=$1
  shift
  for text in "$@"; do
    grep -qF -- "$text" log || { echo "not ok $name: no '$text'"; sed 's/^/# /' log; status=1; return; }
  done
  echo "ok $name"
}

# holds NAME DISC IMAGE BLOCK: the disc file has the image at that block.
holds() {
  if cmp -s -n "$(stat -c %s "$3")" -i $((1048576 + $4 * 2048)):0 "$2" "$3"; then
    echo "ok $1"
  else
    echo "not ok $1"
    status=1
  fi
}

have() { command -v "$1" >/dev/null; }

for program in xorriso growisofs wodim cdrskin cdrdao sg_inq /lib/udev/cdrom_id; do
  have $program || { echo "not ok $program is installed"; exit 1; }
done
mkdir tree
seq 1 40000 >tree/numbers
seq 5 90000 >tree/more
xorriso -as mkisofs -quiet -R -J -o image.iso tree 2>/dev/null

"$new_disc" bd-r bd
with bd "" xorriso -outdev /dev/sr0 -add tree -- -commit -toc
said "xorriso writes a session to a BD-R" "is appendable" "1 session,"
with bd "?model=slow-closer" xorriso -dev /dev/sr0 -close on -mkdir /x -- -commit -toc
said "xorriso appends to it and closes it in a slow drive" "is closed" "2 sessions,"
with bd "" xorriso -indev /dev/sr0 -compare tree/more /tree/more -toc
said "xorriso reads it back" "Rock_Ridge" "2 sessions,"

"$new_disc" dvd+r dvd
with dvd "" xorriso -outdev /dev/sr0 -add tree -- -commit -toc
said "xorriso writes a session to a DVD+R" "is appendable" "1 session,"
with dvd "" xorriso -dev /dev/sr0 -close on -mkdir /x -- -commit -toc
said "xorriso closes it, and it is a DVD-ROM now" "DVD-ROM" "is closed" "2 sessions,"

"$new_disc" dvd+r grow
with grow "" growisofs -Z /dev/sr0=image.iso
said "growisofs writes to a DVD+R and closes it" "closing track" "closing session"
holds "the DVD+R holds what growisofs wrote" grow image.iso 0
with grow "" dvd+rw-mediainfo /dev/sr0
said "dvd+rw-mediainfo finds two sessions" "1Bh, DVD+R" "Number of Sessions:    2" \
  "partial/complete" "appendable" "$(($(stat -c %s image.iso) / 32768 * 16 + 16 + 2048))*2KB"

"$new_disc" cd-r cd
with cd "" wodim dev=/dev/sr0 -tao -multi image.iso
said "wodim writes a CD-R track at once" "Track 01: Total bytes read/written: $(stat -c %s image.iso)/"
holds "the CD-R holds what wodim wrote" cd image.iso 0
with cd "" wodim dev=/dev/sr0 -msinfo
said "wodim finds where the next session begins" \
  "0,$(($(stat -c %s image.iso) / 2048 + 2 + 11400))"
with cd "" wodim dev=/dev/sr0 -tao image.iso
said "wodim closes the CD-R" "Track 02: Total bytes read/written: $(stat -c %s image.iso)/"
with cd "" wodim dev=/dev/sr0 -msinfo
said "wodim finds it closed" "cannot be written in streaming mode anymore"

printf 'CD_ROM_XA\nTRACK MODE2_FORM1\nDATAFILE "image.iso"\n' >image.toc
next=$(($(stat -c %s image.iso) / 2048 + 11400))
"$new_disc" cd-r dao
with dao "" cdrdao write --device /dev/sr0 --driver generic-mmc -n --multi image.toc
said "cdrdao writes a CD-R at once, in XA sectors" "Writing finished successfully"
holds "the CD-R holds what cdrdao wrote" dao image.iso 0
with dao "" cdrdao disk-info --device /dev/sr0 --driver generic-mmc
said "cdrdao finds where the next session begins" "CD-ROM XA" "Start of new session : $next"
with dao "" cdrdao write --device /dev/sr0 --driver generic-mmc -n image.toc
holds "and writes that session there" dao image.iso "$next"
with dao "" cdrdao read-toc --device /dev/sr0 --driver generic-mmc dao.toc
said "cdrdao reads what kind of track it is" "MODE2_FORM_MIX"
"$new_disc" cd-r sao
with sao "" wodim dev=/dev/sr0 -sao image.iso
holds "wodim writes a CD-R at once" sao image.iso 0

"$new_disc" bd-r pow
with pow "" growisofs -Z /dev/sr0=image.iso
said "growisofs formats a BD-R and writes to it" "pre-formatting blank BD-R for 24.8GB"
holds "the BD-R holds what growisofs wrote" pow image.iso 0
with pow "" dvd+rw-mediainfo /dev/sr0
said "dvd+rw-mediainfo finds pseudo-overwrite" "BD-R SRM+POW" "Number of Sessions:    1"
with pow "" sg_inq -p 0x83 /dev/sr0
said "sg_inq finds who the drive is" "T10 vendor identification" "SIM BD-RE REF"
with pow "" /lib/udev/cdrom_id /dev/sr0
said "udev's cdrom_id finds an appendable BD-R" ID_CDROM_MEDIA_BD_R=1 ID_CDROM_MEDIA_STATE=appendable

"$new_disc" cd-rw rw
with rw "" wodim dev=/dev/sr0 -tao image.iso
said "wodim writes a CD-RW and closes it" "Track 01: Total bytes read/written: $(stat -c %s image.iso)/"
with rw "" cdrskin dev=/dev/sr0 -v -minfo
said "cdrskin finds it full" "disk status:              complete" "Is erasable"
with rw "" wodim dev=/dev/sr0 -v blank=fast
said "wodim blanks it" "Is erasable" "Blanking PMA, TOC, pregap"
with rw "" cdrskin dev=/dev/sr0 -v -minfo
said "cdrskin finds it blank" "disk status:              empty"
with rw "" wodim dev=/dev/sr0 -tao -multi image.iso
holds "wodim writes it once more" rw image.iso 0
with rw "" cdrskin dev=/dev/sr0 -v blank=fast
said "cdrskin blanks it" "blanking done"
with rw "" cdrskin dev=/dev/sr0 -v -minfo
said "and finds it blank" "disk status:              empty"

"$new_disc" bd-re re
with re "" dvd+rw-format /dev/sr0
said "dvd+rw-format formats a BD-RE" "25.0GB BD media detected"
with re "" dvd+rw-mediainfo /dev/sr0
said "dvd+rw-mediainfo finds it formatted" "43h, BD-RE" "formatted:		11826176*2048=24220008448" \
  "00h(3000)" "31h(0):		12219392*2048" "Disc status:           other"
with re "" growisofs -Z /dev/sr0=image.iso
holds "growisofs writes to it" re image.iso 0

"$new_disc" dvd+rw plus
with plus "" growisofs -Z /dev/sr0=image.iso
said "growisofs formats a DVD+RW, writes to it and stops the format" "pre-formatting blank DVD+RW" \
  "stopping de-icing" "writing lead-out"
holds "the DVD+RW holds what growisofs wrote" plus image.iso 0
with plus "" dvd+rw-mediainfo /dev/sr0
said "dvd+rw-mediainfo finds it formatted" "1Ah, DVD+RW" "26h(0):		2295104*2048" \
  "BG Format Status:" "READ CAPACITY:          2295104*2048=4700372992"
with plus "" xorriso -dev /dev/sr0 -mkdir /x -- -commit -toc
said "xorriso grows what is on it" "Media current: DVD+RW" "is appendable" "1 session,"
with plus "" xorriso -outdev /dev/sr0 -blank as_needed -toc
said "and blanks it" "is blank"
"$new_disc" dvd+rw formatted
with formatted "" dvd+rw-format /dev/sr0
said "dvd+rw-format formats a DVD+RW" "4.7GB DVD+RW media detected"
with formatted "" dvd+rw-mediainfo /dev/sr0
said "and leaves the rest for later" "BG Format Status:      suspended"

"$new_disc" dvd+r-dl layers
with layers "" growisofs -dvd-compat -Z /dev/sr0=image.iso
half=$((($(stat -c %s image.iso) / 2048 + 31) / 32 * 16))
said "growisofs writes half of an image to each layer of a DVD+R DL" \
  "splitting layers at $half blocks" "closing disc"
holds "the DVD+R DL holds what growisofs wrote" layers image.iso 0
"$new_disc" dvd+r-dl open
with open "" xorriso -outdev /dev/sr0 -add tree -- -commit -toc
said "xorriso writes a session to a DVD+R DL" "DVD+R/DL" "is appendable" "1 session,"
with open "" dvd+rw-mediainfo /dev/sr0
said "dvd+rw-mediainfo finds where layer 0 ends" "L0 Data Zone Capacity: 2086912*2KB" \
  "can no longer be set"
with open "?model=refuses-110b" xorriso -dev /dev/sr0 -close on -mkdir /x -- -commit -toc
said "xorriso closes it" "DVD-ROM" "is closed" "2 sessions,"
mkdir later
seq 7 >later/seven
for m in bd-re-dl dvd-ram; do
  "$new_disc" $m over
  with over "" xorriso -outdev /dev/sr0 -blank as_needed -add tree -- -commit -toc
  said "xorriso writes to a new $m" "is written , is appendable" "1 session,"
  with over "" xorriso -dev /dev/sr0 -add later -- -commit -toc
  said "xorriso appends to it in place" "ISO session  :   2" "2 sessions,"
  with over "" xorriso -indev /dev/sr0 -compare tree/more /tree/more -compare later/seven /later/seven \
    -toc
  said "xorriso reads it back" "Rock_Ridge" "2 sessions,"
  with over "" dvd+rw-mediainfo /dev/sr0
  said "dvd+rw-mediainfo finds it formatted" "formatted:" "Disc status:           other"
  rm over
done
exit $status
