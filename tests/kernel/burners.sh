#!/bin/sh
# SPDX-License-Identifier: MIT
# In the guest: other people's burners write to served drives, and other people's programs report
# what is in them. Every disc has a drive of its own; the drives work at the same time. When the
# server has ended, the disc files hold what was burned.
#
#	           cd-r                     dvd+r                    bd-r
#	xorriso    two sessions             two sessions             two sessions
#	cdrskin    at once, then a track    two sessions             two sessions
#	growisofs  writes no CDs            grows within sessions    grows by pseudo-overwrite
#	wodim      two sessions, at once    one: it looks for the    knows no BD, does not end
#	                                    second at block 0        what it writes
#	cdrdao     two sessions at once     has only cue sheets      finds no room
#
# xorriso and growisofs make what they burn of folders, once, and burn images, once more.
#
# Usage: burners.sh IMAPI
. "$GUEST"

export imapi=$1
load_drive_modules
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd # growisofs hands the drive over so
cd "$WORK" || give_up "no work folder"
for program in xorriso cdrskin growisofs genisoimage wodim cdrdao dvd+rw-mediainfo cd-info sg_inq sg_get_config \
  /lib/udev/cdrom_id; do
  command -v $program >/dev/null || give_up "$program is not installed"
done

# What is burned: two folders, and two images that fill whole ECC units.
mkdir tree more
seq 300000 >tree/numbers
cp /bin/sh tree/program
seq 7 200000 >more/second
xorriso -as mkisofs -quiet -R -J -V ONE -o one.iso tree 2>/dev/null
xorriso -as mkisofs -quiet -R -J -V TWO -o two.iso more 2>/dev/null
truncate -s $((2048 * 2048)) one.iso
truncate -s $((1024 * 2048)) two.iso
for at in 4096 2048; do genisoimage -quiet -R -J -V TWO -C 0,$at -M one.iso -o at-$at.iso more 2>/dev/null; done
printf 'CD_ROM_XA\nTRACK MODE2_FORM1\nDATAFILE "one.iso"\n' >one.toc
printf 'CD_ROM_XA\nTRACK MODE2_FORM1\nDATAFILE "two.iso"\n' >two.toc

# The discs: BURNER-MEDIUM. "new" ones stay blank, "open" ones get one session.
discs="new-cd-r new-dvd+r new-bd-r open-cd-r open-dvd+r open-bd-r
cdrskin-cd-r cdrskin-dvd+r cdrskin-bd-r xorriso-cd-r xorriso-dvd+r xorriso-bd-r
wodim-cd-r sao-cd-r wodim-dvd+r wodim-bd-r cdrdao-cd-r mixed-cd-r growisofs-dvd+r growisofs-bd-r
ximage-cd-r ximage-dvd+r ximage-bd-r gimage-dvd+r gimage-bd-r"
for disc in $discs; do
  "$imapi" sim new "${disc#*-}" $disc.disc >/dev/null || give_up "no disc file for $disc"
done
files=$(printf '%s.disc ' $discs)
"$imapi" sim serve $files >served 2>server.err &
server=$!
until_true 60 sh -c "[ \$(grep -c ^/dev/sr served) = $(echo $discs | wc -w) ]" ||
  give_up "the server made no drives: $(cat server.err)"
drive() { awk -v file="$1.disc" 'index($3, file) { print $1 }' served; }
for disc in $discs; do [ -b "$(drive $disc)" ] || give_up "no drive has $disc: $(cat served)"; done

# run DISC STEP COMMAND...: a program at the drive of that disc, which it knows as $D. What it
# says is in DISC.STEP, with its exit status at the end.
export D
run() {
  log=$1.$2 D=$(drive $1)
  shift 2
  timeout 80 sh -c "$*" >"$log" 2>&1
  echo "exit $?" >>"$log"
}

# Each burner has a drive per medium, all at the same time.
jobs=
side() {
  "$@" &
  jobs="$jobs $!"
}
use_cdrskin() {
  run cdrskin-$1 one 'cdrskin dev=$D -multi one.iso'
  run cdrskin-$1 two 'cdrskin dev=$D two.iso'
}
use_xorriso() {
  run xorriso-$1 one 'xorriso -outdev $D -volid ONE -map tree/numbers /numbers -map tree/program /program'
  run xorriso-$1 two 'xorriso -dev $D -volid TWO -close on -map more/second /second'
}
use_growisofs() {
  run growisofs-$1 one 'growisofs -use-the-force-luke=tty -Z $D -R -J -V ONE tree'
  run growisofs-$1 two 'growisofs -use-the-force-luke=tty -M $D -R -J -V TWO more'
}
use_images() {
  run ximage-$1 one 'xorriso -as cdrecord dev=$D -multi padsize=0 one.iso'
  run ximage-$1 two 'xorriso -as cdrecord dev=$D padsize=0 two.iso'
}
# grow_image MEDIUM LBA: the second image begins there and goes on with the first.
grow_image() {
  run gimage-$1 one 'growisofs -use-the-force-luke=tty -Z $D=one.iso'
  run gimage-$1 two "growisofs -use-the-force-luke=tty -C 0,$2 -M \$D=at-$2.iso"
}
use_wodim() {
  run wodim-cd-r one 'wodim gracetime=2 dev=$D -tao -multi -data one.iso'
  run wodim-cd-r two 'wodim gracetime=2 dev=$D -tao -data two.iso'
}
use_cdrdao() {
  run cdrdao-cd-r one 'cdrdao write --device $D --driver generic-mmc -n --multi one.toc'
  run cdrdao-cd-r two 'cdrdao write --device $D --driver generic-mmc -n two.toc'
}
# cdrdao leaves the drive in session-at-once mode.
use_both() {
  run mixed-cd-r one 'cdrdao write --device $D --driver generic-mmc -n --multi one.toc'
  run mixed-cd-r two '"$imapi" burn --drive $D --close --quiet more'
}
for m in cd-r dvd+r bd-r; do
  side use_cdrskin $m
  side use_xorriso $m
  side use_images $m
  side run open-$m one 'cdrskin dev=$D -multi one.iso'
done
side use_growisofs dvd+r
side use_growisofs bd-r
side grow_image dvd+r 4096
side grow_image bd-r 2048
side use_wodim
side run sao-cd-r one 'wodim gracetime=2 dev=$D -sao one.iso'
side run wodim-dvd+r one 'wodim gracetime=2 dev=$D one.iso'
side run wodim-bd-r one 'wodim gracetime=2 dev=$D one.iso'
side use_cdrdao
side use_both
side run new-cd-r growisofs 'growisofs -use-the-force-luke=tty -Z $D=one.iso'
side run new-dvd+r cdrdao 'cdrdao write --device $D --driver generic-mmc -n one.toc'
side run new-bd-r cdrdao 'cdrdao write --device $D --driver generic-mmc -n one.toc'
wait $jobs

# What the programs said.
went() {
  cat $1
  tail -1 $1 | grep -qx "exit 0"
}
says() {
  log=$1
  shift
  cat $log
  for text in "$@"; do grep -qF -- "$text" $log || { echo "no '$text'"; return 1; }; done
}
for m in cd-r dvd+r bd-r; do
  check "cdrskin burns a session to a $m" went cdrskin-$m.one
  check "cdrskin adds a session to the $m" went cdrskin-$m.two
  check "xorriso burns a session to a $m" says xorriso-$m.one "Writing to" "completed successfully"
  check "xorriso adds a session to the $m and closes it" says xorriso-$m.two "completed successfully"
  check "xorriso burns an image to a $m" went ximage-$m.one
  check "xorriso adds another image to the $m" went ximage-$m.two
done
check "wodim burns a track at once to a cd-r" went wodim-cd-r.one
check "wodim adds a session to the cd-r" went wodim-cd-r.two
check "wodim burns a session at once to a cd-r" went sao-cd-r.one
check "wodim burns a session to a dvd+r" went wodim-dvd+r.one
check "wodim knows no bd-r: it does not close what it writes" says wodim-bd-r.one "Cannot fixate disk"
check "cdrdao burns a session at once to a cd-r" went cdrdao-cd-r.one
check "cdrdao adds a session to the cd-r" went cdrdao-cd-r.two
check "cdrdao begins a cd-r that imapi goes on with" went mixed-cd-r.one
check "imapi goes on with it, whatever mode the drive was left in" went mixed-cd-r.two
check "cdrdao writes no dvd+r: it has nothing but cue sheets" says new-dvd+r.cdrdao "cue sheet"
check "cdrdao writes no bd-r" says new-bd-r.cdrdao "exceeds capacity of CD-R"
check "growisofs writes no cd-r" says new-cd-r.growisofs "not recognized as recordable DVD"
for m in dvd+r bd-r; do
  check "growisofs burns a session to a $m" went growisofs-$m.one
  check "growisofs grows the $m" went growisofs-$m.two
  check "growisofs burns an image to a $m" went gimage-$m.one
  check "growisofs grows the image on the $m" went gimage-$m.two
done

# The kernel looks at a disc when it is put in.
for disc in cdrskin-cd-r cdrskin-dvd+r cdrskin-bd-r xorriso-cd-r xorriso-dvd+r xorriso-bd-r; do
  D=$(drive $disc)
  "$imapi" sim eject $D >>load.log 2>&1
  "$imapi" sim load $D >>load.log 2>&1
  until_true 10 dd if=$D of=/dev/null bs=2048 count=1
done

# mounts DISC FOLDER...: the kernel finds the files of all the folders in the last session.
mkdir -p /run/disc
mounts() {
  D=$(drive $1)
  shift
  mount -t iso9660 -o ro $D /run/disc || return 1
  same=0
  for folder in "$@"; do
    for file in $folder/*; do cmp $file /run/disc/${file##*/} || same=1; done
  done
  umount /run/disc
  return $same
}
for disc in xorriso-cd-r xorriso-dvd+r xorriso-bd-r growisofs-dvd+r growisofs-bd-r; do
  check "the kernel mounts the sessions of ${disc%%-*} on the ${disc#*-}" mounts $disc tree more
done

# The judges, at discs that are blank, appendable, and closed with two sessions. They are all asked
# first, those at one drive one after the other, and heard afterwards.
judge() {
  judged=$1 name=$2 command=$3
  program=${command%% *}
  program=${program##*/}
  shift 3
  if [ $pass = ask ]; then
    echo "run $judged $program '$command'" >>$judged.ask
  else
    check "$name" says $judged.$program "$@"
  fi
}
judges() {
  for m in cd-r dvd+r bd-r; do
    case $m in
    cd-r) profile="Current profile: CD-R" media=CD_R label="Media current: CD-R" ;;
    dvd+r) profile="Current profile: DVD+R" media=DVD_PLUS_R label="Media current: DVD+R" ;;
    bd-r) profile="Current profile: BD-R SRM" media=BD_R label="Media current: BD-R sequential" ;;
    esac
    judge new-$m "cdrom_id finds a blank $m" '/lib/udev/cdrom_id $D' ID_CDROM_MEDIA_$media=1 \
      ID_CDROM_MEDIA_STATE=blank ID_CDROM_MEDIA_SESSION_NEXT=1
    judge open-$m "cdrom_id finds an appendable $m" '/lib/udev/cdrom_id $D' ID_CDROM_MEDIA_$media=1 \
      ID_CDROM_MEDIA_STATE=appendable ID_CDROM_MEDIA_SESSION_NEXT=2 ID_CDROM_MEDIA_TRACK_COUNT_DATA=1
    judge new-$m "xorriso finds a blank $m" 'xorriso -outdev $D -toc' "$label" "is blank" "0 sessions"
    judge open-$m "xorriso finds an appendable $m" 'xorriso -outdev $D -toc' "$label" \
      "is appendable" "1 session,"
    judge new-$m "sg_get_config finds a $m" 'sg_get_config $D' "$profile"
    [ $m != dvd+r ] || profile="Current profile: DVD-ROM" media=DVD label="Media current: DVD-ROM"
    judge cdrskin-$m "cdrom_id finds a closed $m of two sessions" '/lib/udev/cdrom_id $D' \
      ID_CDROM_MEDIA_$media=1 ID_CDROM_MEDIA_STATE=complete ID_CDROM_MEDIA_SESSION_COUNT=2 \
      ID_CDROM_MEDIA_TRACK_COUNT_DATA=2
    judge cdrskin-$m "xorriso finds a closed $m of two sessions" 'xorriso -outdev $D -toc' "$label" \
      "is closed" "2 sessions,"
    judge cdrskin-$m "sg_get_config finds what a closed $m is" 'sg_get_config $D' "$profile"
    judge cdrskin-$m "cd-info finds two sessions on the $m" 'cd-info --no-cddb --no-device-info --dvd $D' \
      "CD-ROM Track List (1 - 2)" "  1: 00:02:00  000000 data" "ISO 9660"
  done
  for m in dvd+r bd-r; do
    mounted="1Bh, DVD+R" closed="10h, DVD-ROM" start=4096
    [ $m = dvd+r ] || mounted="41h, BD-R SRM" closed=$mounted start=2048
    judge new-$m "dvd+rw-mediainfo finds a blank $m" 'dvd+rw-mediainfo $D' "$mounted" \
      "Disc status:           blank" "Number of Sessions:    1" "Next Writable Address: 0*2KB"
    judge open-$m "dvd+rw-mediainfo finds an appendable $m" 'dvd+rw-mediainfo $D' "$mounted" \
      "Disc status:           appendable" "Next Writable Address: $start*2KB" "Track#AA :             14@2048"
    judge cdrskin-$m "dvd+rw-mediainfo finds a closed $m" 'dvd+rw-mediainfo $D' "$closed" \
      "Disc status:           complete" "Number of Sessions:    2" "Multi-session Info:    #2@$start"
  done
  judge new-cd-r "sg_inq finds an optical drive" 'sg_inq $D' "PDT=5  RMB=1" "SIM BD-RE REF"
  judge new-dvd+r "sg_inq finds its pages" 'sg_inq -p 0 $D' "00 80 83"
  judge new-bd-r "sg_inq finds who it is" 'sg_inq -p 0x83 $D' "T10 vendor identification" "SIM BD-RE REF"
  judge new-cd-r "wodim finds a blank cd-r" 'wodim -atip dev=$D' "Is not erasable" \
    "ATIP start of lead in:  -11634 (97:26/66)" "ATIP start of lead out: 359847 (79:59/72)"
  judge open-cd-r "wodim finds the track of an appendable cd-r" 'wodim -toc dev=$D' "first: 1 last 1"
  judge open-dvd+r "wodim finds what the drive can do" 'wodim -prcap dev=$D' "Does write CD-R media" \
    "Does support Buffer-Underrun-Free recording"
  judge new-cd-r "cdrdao finds a blank cd-r" 'cdrdao disk-info --device $D --driver generic-mmc' \
    "CD-R empty           : yes" "359847 blocks"
  judge open-cd-r "cdrdao finds an appendable cd-r" 'cdrdao disk-info --device $D --driver generic-mmc' \
    "Sessions             : 1" "Appendable           : yes" "Start of new session : 13448"
  judge cdrdao-cd-r "cdrdao finds its own sessions" 'cdrdao disk-info --device $D --driver generic-mmc' \
    "Toc Type             : CD-ROM XA" "Sessions             : 2" "Appendable           : no"
  judge cdrdao-cd-r "cdrdao reads its own table of contents" \
    'sh -c "cdrdao read-toc --fast-toc --device $D --driver generic-mmc read.toc; cat read.toc"' \
    "CD_ROM_XA" "MODE2_FORM"
}
pass=ask
judges
jobs=
for questions in *.ask; do side . ./$questions; done
wait $jobs
pass=hear
judges

kill -TERM $server
wait $server
check "the server ends in order" test $? = 0

# track DISC NUMBER SESSION START SECTORS
track() {
  "$imapi" info --drive "sim:$1.disc" --json | tr -d ' \n' >info.json
  cat info.json
  grep -q "\"number\":$2,\"session\":$3,\"type\":\"data\",[^{}]*\"state\":\"complete\",\"start\":$4,\"sectors\":$5," info.json
}
# holds DISC IMAGE SESSION START SECTORS: that session is one track of that size, with the image.
holds() {
  track $1 $3 $3 $4 $5 || return 1
  "$imapi" read --drive "sim:$1.disc" --session $3 -o - --quiet >session.iso
  is_image session.iso $2
}
# is_image FILE IMAGE: it is the image, and zeros that fill up the track.
is_image() {
  bytes=$(stat -c %s $2)
  cmp -n $bytes $1 $2 && ! tail -c +$((bytes + 1)) $1 | tr -d '\0' | grep -q ^
}
# grown: the image, with the second one behind it, whose volume descriptors replace the first's;
# they give the size of both, 2048 blocks and 811.
grown() {
  track gimage-bd-r 1 1 0 2048 && track gimage-bd-r 2 1 2048 832 || return 1
  {
    head -c $((16 * 2048)) one.iso
    tail -c +$((16 * 2048 + 1)) at-2048.iso | head -c $((3 * 2048))
    tail -c +$((19 * 2048 + 1)) one.iso
    cat at-2048.iso
  } >grown.iso
  for sector in 16 17; do
    printf '\053\013\0\0\0\0\013\053' |
      dd of=grown.iso bs=1 seek=$((sector * 2048 + 80)) conv=notrunc 2>/dev/null
  done
  "$imapi" read --drive sim:gimage-bd-r.disc -o session.iso --quiet
  is_image session.iso grown.iso
}
for m in cd-r dvd+r bd-r; do
  case $m in cd-r) first=2048 second=1026 start=13448 ;; dvd+r) first=2048 second=1024 start=4096 ;;
  bd-r) first=2048 second=1024 start=2048 ;; esac
  check "the $m holds what cdrskin burned in session 1" holds cdrskin-$m one.iso 1 0 $first
  check "the $m holds what cdrskin burned in session 2" holds cdrskin-$m two.iso 2 $start $second
  check "the $m holds the image that xorriso burned in session 1" holds ximage-$m one.iso 1 0 $first
  check "the $m holds the image that xorriso burned in session 2" holds ximage-$m two.iso 2 $start $second
done
check "the dvd+r holds the image that growisofs burned" holds gimage-dvd+r one.iso 1 0 2048
check "the dvd+r holds the image that growisofs added" holds gimage-dvd+r at-4096.iso 2 4096 816
check "the bd-r holds the image that growisofs burned and grew" grown
check "the cd-r holds what wodim burned in session 1" holds wodim-cd-r one.iso 1 0 2050
check "the cd-r holds what wodim burned in session 2" holds wodim-cd-r two.iso 2 13450 1026
check "the cd-r holds what wodim burned at once" holds sao-cd-r one.iso 1 0 2048
check "the dvd+r holds what wodim burned" holds wodim-dvd+r one.iso 1 0 2048
check "the cd-r holds what cdrdao burned in session 1" holds cdrdao-cd-r one.iso 1 0 2048
check "the cd-r holds what cdrdao burned in session 2" holds cdrdao-cd-r two.iso 2 13448 1024
same_files() { "$imapi" verify --drive "sim:$1.disc" --against more; }
check "the cd-r holds what imapi burned after cdrdao" same_files mixed-cd-r
# first_holds DISC: its first session, read alone, has the files of the first folder and no others.
first_holds() {
  rm -rf out session.iso
  mkdir out
  "$imapi" read --drive "sim:$1.disc" --session 1 -o session.iso --quiet
  bsdtar -xf session.iso -C out && diff -r tree out
}
# both_hold DISC: the files of both folders are on the disc as a whole.
both_hold() {
  rm -rf both
  mkdir both
  cp -p tree/* more/* both
  "$imapi" verify --drive "sim:$1.disc" --against both
}
sessions() { "$imapi" info --drive "sim:$1.disc" --json | grep -q "\"sessions\": $2,"; }
for disc in xorriso-cd-r xorriso-dvd+r xorriso-bd-r growisofs-dvd+r growisofs-bd-r; do
  burner=${disc%%-*} m=${disc#*-}
  check "the disc file of the $m has the files that $burner burned, all of them" both_hold $disc
  [ $disc = growisofs-bd-r ] && continue # which has one session that grew
  check "the disc file of the $m has two sessions of $burner" sessions $disc 2
  check "the disc file of the $m has the first session of $burner as it was" first_holds $disc
done
check "the disc file of the bd-r has one session of growisofs" sessions growisofs-bd-r 1
blank() { "$imapi" info --drive "sim:$1.disc" | grep -q "State *blank"; }
for m in cd-r dvd+r bd-r; do check "the blank $m is blank after all" blank new-$m; done
finish
