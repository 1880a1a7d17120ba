#!/usr/bin/env bash
# Tries the deb under a systemd of its own: pid 1 of private namespaces, on a copy of this machine's files that is thrown away. Sixteen
# callers wrap and unwrap while the service is restarted, reloaded, installed again and killed; then their seeds are searched for, in the
# memory of every process, in what systemd holds and in files, before and after the service is stopped.
#   kms-launcher/dist/src/test/systemd.sh kms-launcher/dist/target/dist/bao-kms-provider_*_amd64.deb
# After `mvn -Pdist verify`. Needs root, Debian's systemd and perl, overlayfs and cgroup v2; the network is this machine's. Prints what it saw
# and fails when a connect was refused, a call lost at a graceful restart, or a seed found after the stop. In the environment:
#   RESTARTS   60 unless told; SEEDS to wrap and unwrap first, 1000 unless told
#   CONFIG     lines for the end of the configuration, such as $'continuity:\n  level: process'
set -euo pipefail
deb=$(realpath "$1")
root=$(cd "$(dirname "$0")/../../../.." && pwd)
launcher=$root/kms-launcher
java=$(for home in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/*; do
  grep -qs '^JAVA_VERSION="25' "$home/release" && echo "$home/bin/java" && break
done)
classes="$launcher/daemon/target/test-classes:$root/kms-testkit/model/target/classes:$launcher/dev/target/lib/*"
work=$(mktemp -d)
chmod 700 "$work"
group=/sys/fs/cgroup
[ -e $group/cgroup.procs ] || group=$group/unified
group=$group/systemd-trial-$$
mkdir "$work/share" "$group"
cleanup() {
  exec 2>/dev/null # the shell would say of each that it was killed
  kill $(jobs -p) || :
  echo 1 >"$group/cgroup.kill"
  wait
  until [ ! -e "$group" ]; do
    find "$group" -depth -type d -exec rmdir {} + || sleep 0.1
  done
  rm -rf "$work"
}
trap cleanup EXIT

"$java" -XX:+UseSerialGC -cp "$classes" dev.baokms.daemon.site.SiteMain "$work" >"$work/config" &
cp "$deb" "$work/share/package.deb"
cp "$(dirname "$0")/search.pl" "$work/share/"

# The first process of the new group begins a cgroup namespace, so that the group is the root of what it sees.
boot='
set -e
mount -t tmpfs tmpfs "$1/upper" && mkdir "$1/upper/u" "$1/upper/w"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper/u,workdir=$1/upper/w" "$1/root"
cd "$1/root"
mount -t proc proc proc; mount -t sysfs -o ro sysfs sys; mount --rbind /dev dev
mount -t tmpfs tmpfs run; mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs sys/fs/cgroup; mount -t cgroup2 cgroup2 sys/fs/cgroup
mkdir -p mnt/share old; mount --bind "$1/share" mnt/share
rm -rf etc/systemd/system/*.wants lib/systemd/system/*.wants
pivot_root . old; cd /; umount -l old
exec env -i container=trial PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=basic.target --log-target=console --show-status=no
'
mkdir "$work/upper" "$work/root"
(
  echo "$BASHPID" >"$group/cgroup.procs"
  exec unshare --cgroup --mount --pid --fork --uts --ipc --propagation private bash -c "$boot" boot "$work"
) >"$work/systemd" 2>&1 &
unshare=$!
until pid=$(pgrep -P $unshare) && [ -S "/proc/$pid/root/run/systemd/private" ]; do sleep 0.2; done
printf '#!/bin/sh\nexec nsenter -t %s -m -p -u -i -C sh -c "$1"\n' "$pid" >"$work/inside"
chmod +x "$work/inside"
inside() { "$work/inside" "$1"; }
until [ -s "$work/config" ]; do sleep 0.1; done

site=$work/site
sed -e "s#$site/kms.sock#/run/openbao-kms/kms.sock#; s#socketMode: .*#socketMode: \"0660\"#; s#socketGroup: .*#socketGroup: openbao-kms-socket#" \
  -e "s#$site/state/#/var/lib/openbao-kms/state/#; s#$site#/etc/openbao-kms#" "$site/config.yaml" >"$work/share/config.yaml"
echo "${CONFIG:-}" >>"$work/share/config.yaml"
cp "$site/ca.pem" "$site/jwt" "$work/share/"
inside '
set -e
systemctl --version | head -1
dpkg -i /mnt/share/package.deb >/mnt/share/dpkg 2>&1
cd /mnt/share
install -m 0644 ca.pem /etc/openbao-kms/
install -m 0640 -g openbao-kms jwt config.yaml /etc/openbao-kms/
mkdir /etc/systemd/system/bao-kms-provider.service.d
printf "[Service]\nStandardOutput=append:/mnt/share/log\nStandardError=append:/mnt/share/log\n" >/etc/systemd/system/bao-kms-provider.service.d/log.conf
systemctl daemon-reload
systemctl enable --now bao-kms-provider 2>/dev/null
systemctl is-active bao-kms-provider.service bao-kms-provider.socket
'
held() {
  inside 'echo "systemd holds: $(ls -l /proc/1/fd | grep -c "memfd:bao-kms-kept") of memory"'
}
search() { # what is in the log counts as well; exec, or the shell's own command line would be found
  inside 'exec perl /mnt/share/search.pl marked-seed-0000 /etc/openbao-kms /var /run /dev/shm /tmp /mnt/share' | tee "$work/found"
}
"$java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$classes" dev.baokms.daemon.serve.RestartsMain \
  "/proc/$pid/root/run/openbao-kms/kms.sock" "${SEEDS:-1000}" "${RESTARTS:-60}" \
  "'$work/inside' 'systemctl restart bao-kms-provider.service'" \
  "'$work/inside' 'systemctl kill -s SIGKILL bao-kms-provider.service; sleep 0.1'" \
  "'$work/inside' 'systemctl daemon-reload; systemctl try-restart bao-kms-provider.service'" \
  "'$work/inside' 'systemctl kill -s SIGKILL bao-kms-provider.service; sleep 0.1'" \
  "'$work/inside' 'dpkg -i /mnt/share/package.deb >/dev/null 2>&1'"
held
echo "while it runs:"
echo "a process that has it in its environment has to be found, too"
mkfifo "$work/end"
inside 'MARK=marked-seed-0000 exec cat' <"$work/end" &
control=$!
exec 9>"$work/end"
search
grep -q '(cat)' "$work/found"
exec 9>&-
wait $control
inside '! { systemctl kill -s SIGSEGV bao-kms-provider.service; sleep 1; find / /var /run /tmp -xdev -name "core*" -type f -newer /mnt/share/dpkg; } | grep .'
inside 'systemctl stop bao-kms-provider.socket bao-kms-provider.service'
held
echo "no core was left, and after the stop:"
search
grep -q 'found 0$' "$work/found"
