#!/usr/bin/env bash
# Does what docs/start says as it is written and compares each output, in a fresh clone: start.sh [trial] [lab] [walk], without arguments all.
#   trial   ten minutes of trial; builds if nothing is built
#   lab     the lab, below this user's home; needs what it names itself, and a quarter of an hour the first time
#   walk    the walk, as root, on a copy of this machine's files and with a network of its own, both thrown away afterwards; the checkout is at
#           /opt/bao-kms-provider there. Needs root, overlayfs, and Debian's openssl, perl, iproute2 and systemd. Takes seven minutes, of which
#           most are those of a rotation and an outage.
# Needs `bao` on the PATH.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
command -v bao >/dev/null || { echo "start.sh needs bao on the PATH" >&2; exit 3; }
chapters=" ${*:-trial lab walk} "
cd "$root"
case $chapters in *" trial "*) perl kms-launcher/dist/src/test/walk.pl docs/start/README.md "Ten minutes of trial" ;; esac
case $chapters in *" lab "*) perl kms-launcher/dist/src/test/walk.pl docs/start/README.md "The lab" ;; esac
case $chapters in *" walk "*) ;; *) exit 0 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/upper" "$work/root"
cp kms-launcher/dist/src/test/walk.pl docs/start/README.md "$work/"
walk='
set -e
mount -t tmpfs tmpfs "$1/upper" && mkdir "$1/upper/u" "$1/upper/w"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper/u,workdir=$1/upper/w" "$1/root"
cd "$1/root"
mount -t proc proc proc; mount --rbind /dev dev; mount -t tmpfs -o mode=755 tmpfs run; mount -t tmpfs tmpfs tmp
mkdir -p opt/bao-kms-provider opt/walk/home mnt/old
mount --bind "$2" opt/bao-kms-provider
cp "$1/walk.pl" "$1/README.md" opt/walk/; cp "$(command -v bao)" usr/local/bin/bao
pivot_root . mnt/old; cd /; umount -l mnt/old
ip link set lo up
cd /opt/walk/home
exec env -i HOME="$HOME" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin perl /opt/walk/walk.pl /opt/walk/README.md "The walk"
'
unshare --mount --pid --fork --net --kill-child --propagation private bash -c "$walk" walk "$work" "$root"
