# servers.sh - FreeRADIUS and l2tpns on the host, each in its own netns on the core.

#radius: lab radius start [--addr A/L] [--secret S] [--users-lac FILE] [--users-lns FILE] [--debug]
#radius:    default CORE.31, secret "radsecret", users from kit/radius. Ports: 1812/1813 for the
#radius:    LAC, 11812/11813 for l2tpns. In a users file: @L1@ = CORE.11, @L2@ = CORE.21,
#radius:    @DEAD@ = CORE.99, @LAC@ = the product.  --debug: "freeradius -X", single threaded
#radius:    --no-ma: the server for the LAC leaves Message-Authenticator out of its replies
#radius: lab radius auth USER PASSWORD [pap|chap|mschap] [ATTR=VALUE...]   Access-Request from the product's netns
#radius: lab radius acct [lac|lns]       print the accounting records
#radius: lab radius disconnect|coa ADDR[:PORT] ATTR=VALUE...   radclient, default port 3799
#radius: lab radius stop
cmd_radius() {
  local sub=${1:-} d=$LAB_DIR/radius; [ $# -gt 0 ] && shift
  case $sub in
    start)
      need_pkg freeradius freeradius-utils
      local addr=$CORE_NET.31/24 secret=radsecret ul=$KIT/radius/users-lac un=$KIT/radius/users-lns dbg=-f
      local ma='update reply {\n      Message-Authenticator := 0x00\n    }'
      while [ $# -gt 0 ]; do case $1 in
        --debug) dbg=-X; shift; continue;; --no-ma) ma=; shift; continue;;
        --addr) addr=$2;; --secret) secret=$2;; --users-lac) ul=$2;; --users-lns) un=$2;;
        *) die "radius start: unknown option $1";; esac; shift 2; done
      running radius && { say "radius: already running"; return 0; }
      rm -rf "$d"; mkdir -p "$d"; make_ns "$LAB_ID-rad"; attach "$LAB_ID-rad" eth0 br-core "$addr"
      local s="s#@DIR@#$d#g;s#@NET@#$CORE_NET#g;s#@SECRET@#$secret#g;s#@LAC@#$LAC_IP#g;s#@L1@#$CORE_NET.11#g;s#@L2@#$CORE_NET.21#g;s#@DEAD@#$CORE_NET.99#g"
      sed "$s;s#^@MA@#$ma#" "$KIT/radius/radiusd.conf" >"$d/radiusd.conf"; sed "$s" "$ul" >"$d/users-lac"; sed "$s" "$un" >"$d/users-lns"; cp "$KIT/radius/reject-filter" "$d/"
      : >"$d/dictionary"    # the standard dictionary is always read
      printf '%s %s\n' "${addr%/*}" "$secret" >"$d/server"
      spawn radius "$LAB_ID-rad" freeradius $dbg -l stdout -d "$d" -n radiusd
      wait_for 15 radius_settled; running radius || die "freeradius: $(tail -n 5 "$LAB_DIR/log/radius.log")"
      say "radius: up at ${addr%/*}, log $LAB_DIR/log/radius.log";;
    stop) stop_proc radius; say "radius: stopped";;
    auth|disconnect|coa)
      running radius || die "radius is not running"
      local ip secret; read -r ip secret <"$d/server"
      if [ "$sub" = auth ]; then
        need_arg "radius auth" "${2:-}"; local user=$1 pw=$2 kind=${3:-pap} a; shift 2; [ $# -gt 0 ] && shift
        case $kind in pap) a=User-Password;; chap) a=CHAP-Password;; mschap) a=MS-CHAP-Password;; *) die "pap|chap|mschap";; esac
        { printf 'User-Name="%s"\n%s="%s"\nNAS-IP-Address=%s\nNAS-Port=1\nService-Type=Framed-User\n' "$user" "$a" "$pw" "$LAC_IP"
          for a; do printf '%s\n' "$a"; done; } | ip netns exec "$PNS" radclient -x -t 3 -r 2 "$ip:1812" auth "$secret"
      else
        need_arg "radius $sub" "${2:-}"; local to=$1; shift; case $to in *:*) ;; *) to=$to:3799;; esac
        printf '%s\n' "$@" | ip netns exec "$LAB_ID-rad" radclient -x -t 3 -r 2 "$to" "$sub" "$secret"
      fi;;
    acct) cat "$d/acct-${1:-lac}" 2>/dev/null; return 0;;
    *) lab_help radius; return 2;;
  esac
}
radius_settled() { grep -q 'Ready to process requests' "$LAB_DIR/log/radius.log" || ! running radius; }

#l2tpns: lab l2tpns start NAME [--addr A/L] [--secret S] [--auth pap|chap] [--pool A/L] [--peer IP] [--debug N] [--mtu N]
#l2tpns:    userspace LNS in netns $LAB_ID-ns-NAME: default CORE.21, secret "lns-secret", pool 10.69.1.0/24, own address 10.69.0.1,
#l2tpns:    --mtu: of the path to the LAC (default 1500: PPP gets 38 less)
#l2tpns:    users by RADIUS (lab radius start first), accounting and Disconnect-Request (3799) on
#l2tpns:    --pppoe: it is a reference LAC instead: PPPoE server on the access bridge, RADIUS port 1812,
#l2tpns:    forwards the calls to the LNS of the Access-Accept
#l2tpns: lab l2tpns cli NAME 'show session'    command-line interface (port 23 in the netns)
#l2tpns: lab l2tpns stop NAME
cmd_l2tpns() {
  local sub=${1:-} name=${2:-}; need_arg "l2tpns" "$name"; shift 2
  local ns=$LAB_ID-ns-$name d=$LAB_DIR/l2tpns-$name
  case $sub in
    start)
      need_pkg l2tpns
      local addr=$CORE_NET.21/24 secret=lns-secret auth=chap pool=10.69.1.0/24 peer=10.69.0.1 dbg=4 mtu=1500 pppoe='' rport=11812 rad=$CORE_NET.31 rsec=radsecret
      [ -f "$LAB_DIR/radius/server" ] && read -r rad rsec <"$LAB_DIR/radius/server"
      while [ $# -gt 0 ]; do case $1 in
        --pppoe) pppoe=1; rport=1812; shift; continue;;
        --addr) addr=$2;; --secret) secret=$2;; --auth) auth=$2;; --pool) pool=$2;; --peer) peer=$2;; --debug) dbg=$2;; --mtu) mtu=$2;;
        *) die "l2tpns start: unknown option $1";; esac; shift 2; done
      running "l2tpns-$name" && { say "l2tpns $name: already running"; return 0; }
      rm -rf "$d"; mkdir -p "$d/etc" "$d/acct"; make_ns "$ns"; attach "$ns" eth0 br-core "$addr"
      [ -z "$pppoe" ] || attach "$ns" acc0 br-acc
      echo "$pool" >"$d/etc/ip_pool"; : >"$d/etc/users"
      cat >"$d/etc/startup-config" <<C
set debug $dbg
set log_file "$d/log"
set pid_file "$d/pid"
set hostname "$name"
set l2tp_secret "$secret"
set bind_address ${addr%/*}
set l2tp_mtu $mtu
set peer_address $peer
set iftun_address $peer
set tundevicename "tun0"
set primary_dns 10.69.0.53
set primary_radius $rad
set primary_radius_port $rport
set radius_secret "$rsec"
set radius_authtypes "$auth"
set radius_accounting yes
set radius_interim 60
set radius_dae_port 3799
set accounting_dir "$d/acct"
set allow_duplicate_users yes
set send_garp no
set cluster_interface eth0
set cluster_address 239.192.13.$(i=${addr%/*}; echo "${i##*.}")
set cluster_hb_timeout 10
set cli_bind_address 127.0.0.1
set disable_no_spoof yes
$( [ -z "$pppoe" ] || printf 'set pppoe_if_to_bind "acc0"\nset pppoe_ac_name "%s"\nset bind_address_remotelns %s\n' "$name" "${addr%/*}" )
C
      # its paths are compiled in: bind our directory over /etc/l2tpns, in this process's own mount namespace
      spawn "l2tpns-$name" "$ns" sh -c 'mount --bind "$1" /etc/l2tpns && exec l2tpns' l2tpns "$d/etc"
      wait_for 10 l2tpns_settled "$name"; running "l2tpns-$name" || die "l2tpns: $(cat "$LAB_DIR/log/l2tpns-$name.log" "$d/log" 2>/dev/null | tail -n 5)"
      say "l2tpns $name: up at ${addr%/*}, log $d/log";;
    cli)  ip netns exec "$ns" python3 "$KIT/tools/cli.py" "$*";;
    stop) stop_proc "l2tpns-$name"; say "l2tpns $name: stopped";;
    *) lab_help l2tpns; return 2;;
  esac
}
# it answers nothing until it has elected itself master of a cluster of one (15 s by default)
l2tpns_settled() { ! running "l2tpns-$1" || grep -q 'declaring myself the master' "$LAB_DIR/l2tpns-$1/log" 2>/dev/null; }
