#!/bin/sh
# Runs one program of the lab: run-in-background.sh NAME DIRECTORY once|again PROGRAM ARGUMENT…
# It enters itself into the table (DIRECTORY/NAME.session: process and start time) before there is anything to lose, so whatever
# happens to the lab that started it, "lab down" finds it. With "again" it starts the program again whenever that ends, as systemd
# or a kubelet would; DIRECTORY/NAME.pid is the program now.
name=$1 table=$2 mode=$3
shift 3
note() { # a reader never sees half of it
  printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"
}
# The 22nd field, counted after the program's name, which may hold blanks.
note "$table/$name.session" "$$ $(sed 's/^.*) //' "/proc/$$/stat" | cut -d' ' -f20)"
if [ "$mode" = once ]; then
  note "$table/$name.pid" "$$"
  exec "$@"
fi
child=
finish() {
  trap '' TERM
  [ -z "$child" ] || kill "$child" 2>/dev/null
  wait
  exit 0
}
trap finish TERM
while :; do
  "$@" &
  child=$!
  note "$table/$name.pid" "$child"
  wait "$child"
  echo "lab: $name ended with exit code $? and is started again" >&2
  child=
  sleep 1 &
  wait $!
done
