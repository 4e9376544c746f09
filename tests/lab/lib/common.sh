# common.sh - messages, packages, and processes that are stopped by pid only.

# package -> a file or program it brings. ("lab check" prints the missing ones.)
LAB_PACKAGES='user-mode-linux:/usr/bin/linux.uml ppp:/usr/sbin/pppd pppoe:/usr/sbin/pppoe-server
xl2tpd:/usr/sbin/xl2tpd l2tpns:/usr/sbin/l2tpns freeradius:/usr/sbin/freeradius
freeradius-utils:/usr/bin/radclient iproute2:/sbin/ip ethtool:/usr/sbin/ethtool
iputils-ping:/usr/bin/ping iperf3:/usr/bin/iperf3 tcpdump:/usr/bin/tcpdump kmod:/sbin/modprobe
python3:/usr/bin/python3 tshark:/usr/bin/tshark'

say()  { printf '%s\n' "$*"; }
warn() { printf 'lab: %s\n' "$*" >&2; }
die()  { warn "$*"; exit 1; }
need_up() { [ -f "$LAB_DIR/env" ] || die "not up: run 'lab up' first (LAB_DIR=$LAB_DIR)"; }
need_arg() { [ -n "${2:-}" ] || die "$1: missing argument; see 'lab help'"; }
need_pkg() {  # need_pkg PACKAGE...: a clear error when one is not installed
  local p entry miss=
  for p; do for entry in $LAB_PACKAGES; do
    [ "${entry%%:*}" = "$p" ] && [ ! -e "${entry#*:}" ] && miss="$miss $p"
  done; done
  [ -z "$miss" ] || die "missing Debian package(s):$miss  (apt-get install --no-install-recommends$miss)"
}

lab_check() {
  local entry miss= bad=0
  for entry in $LAB_PACKAGES; do [ -e "${entry#*:}" ] || miss="$miss ${entry%%:*}"; done
  [ -z "$miss" ] || { warn "missing Debian package(s):$miss"; warn "apt-get install --no-install-recommends$miss"; bad=1; }
  [ "$(id -u)" = 0 ] || { warn "must be root (netns, tap, raw sockets)"; bad=1; }
  [ -c /dev/net/tun ] || { warn "no /dev/net/tun"; bad=1; }
  [ -d "/usr/lib/uml/modules" ] || { warn "no /usr/lib/uml/modules"; bad=1; }
  case $LAB_DIR in *[,' ']*) warn "LAB_DIR must not contain blanks or commas (hostfs)"; bad=1;; esac
  [ ${#LAB_ID} -le 5 ] || { warn "LAB_ID must have at most 5 characters (interface names)"; bad=1; }
  [ $bad = 0 ] && say "ok: all packages present"; return $bad
}

# --- processes: pid file = "pid starttime", so a reused pid is never signalled
starttime() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
running() {  # running NAME
  local pid st; read -r pid st 2>/dev/null <"$LAB_DIR/run/$1.pid" || return 1
  [ -n "$st" ] && [ "$(starttime "$pid")" = "$st" ]
}
remember() { printf '%s %s\n' "$2" "$(starttime "$2")" >"$LAB_DIR/run/$1.pid"; }
spawn() {  # spawn NAME NETNS CMD...: own session, log in $LAB_DIR/log/NAME.log
  local name=$1 ns=$2; shift 2
  setsid ip netns exec "$ns" "$@" >"$LAB_DIR/log/$name.log" 2>&1 </dev/null 3>&- &
  remember "$name" $!
}
stop_proc() {  # stop_proc NAME [SECONDS]: TERM to the process group, then KILL
  local pid st i n=$(( ${2:-5} * 20 ))
  running "$1" || { rm -f "$LAB_DIR/run/$1.pid"; return 0; }
  read -r pid st <"$LAB_DIR/run/$1.pid"
  kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
  for ((i=0; i<n; i++)); do running "$1" || break; sleep 0.05; done
  kill -KILL -- "-$pid" 2>/dev/null
  rm -f "$LAB_DIR/run/$1.pid"
}
wait_for() {  # wait_for SECONDS COMMAND...: poll every 20 ms
  local end=$(( $(date +%s%N) + ${1%.*} * 1000000000 )); shift
  until "$@"; do [ "$(date +%s%N)" -lt "$end" ] || return 1; sleep 0.02; done
}

lab_status() {
  [ -f "$LAB_DIR/env" ] || { say "down"; return 0; }
  say "product netns $PNS: access $ACC_IF, core $CORE_IF $CORE_ADDR;  core net $CORE_NET.0/24"
  local f n
  for f in "$LAB_DIR"/run/*.pid; do [ -e "$f" ] || continue
    n=${f##*/}; n=${n%.pid}; case $n in uml-*) continue;; esac
    if running "$n"; then say "running $n (pid $(cut -d' ' -f1 "$f"))"; else say "dead    $n"; fi
  done
}
lab_down() {
  local f n
  for f in "$LAB_DIR"/guest/*/; do [ -d "$f" ] && n=$(basename "$f") && guest_stop "$n" >/dev/null; done
  for f in "$LAB_DIR"/run/*.pid; do [ -e "$f" ] && n=${f##*/} && stop_proc "${n%.pid}"; done
  net_down
  rm -f "$LAB_DIR/env"; rm -rf "$LAB_DIR/run"; say "down"
}
lab_help() {
  case $1 in
    subscriber|lns|answer|modem) sed -n 's/^#: \{0,1\}//p' "$KIT/guest/$1";;
    kit) sed -n "s/^#kit: \{0,1\}//p" "$KIT/lib/peers.sh";;
    radius|l2tpns) sed -n "s/^#$1: \{0,1\}//p" "$KIT/lib/servers.sh";;
    *) usage;;
  esac
}
