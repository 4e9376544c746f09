/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the program and the daemon share: keys and values of the maps. All of it is in the order of
 * octets of the machine unless it says "wire". The daemon's side is org.lacserver.data.kernel.Layout.
 */
#ifndef LAC_H
#define LAC_H

#include <linux/types.h>

/*
 * How one direction of one call passes from one path to the other without a frame overtaking
 * another. The program moves frames itself while `direct` is set. Otherwise it counts them and
 * leaves them to the daemon, which says how many of those it has dealt with; when that is all of
 * them, and the daemon wants it, the next frame is moved directly.
 */
struct lane {
	__u32 wanted;  /* the daemon's: 1 if frames may be moved directly, ALWAYS if all that can be are */
	__u32 handled; /* the daemon's: of the frames that were left to it, those that are done */
	__u32 direct;  /* the program's: 1 while frames are moved directly */
	__u32 passed;  /* the program's: frames left to the daemon */
};

/*
 * Slots of calls by an id, plus 1; 0: nobody's. The entry of id i is the (i % 16)th of line i / 16: one
 * after the other in memory, where an array of single ones would keep eight octets for each.
 */
struct index_line {
	__u32 slot[16];
};

#define ALWAYS 2 /* of a call whose daemon has gone: nobody deals with what is left of it */

/* Of a call, caller to LNS: one cache line. */
struct up_call {
	struct lane lane;
	__u32 vlans;       /* outer id << 16 | inner id */
	__u16 port;        /* access port */
	__u16 session;     /* wire: PPPoE session id; 0: nobody's */
	__u8 mac[6];       /* the caller's */
	__u16 flags;       /* UP_* */
	__u16 peer_tunnel; /* wire */
	__u16 peer_session; /* wire */
	__u32 destination;
	__u32 lcp;         /* the program's: LCP frames among those that it moved */
	__u32 slot;        /* its own */
	__u8 room[16];
};

#define UP_LENGTH 1        /* the L bit and the Length field */
#define UP_ADDRESS 2       /* FF 03 before frames that are not LCP's */
#define UP_ADDRESS_LCP 4   /* FF 03 before LCP frames */
#define UP_PRIORITY_LCP 8  /* the P bit on LCP frames */

/* Of a call, LNS to caller: one cache line. */
struct down_call {
	struct lane lane;
	__u16 tunnel;      /* wire: ours; 0: nobody's */
	__u16 session;     /* wire: ours */
	__u32 destination;
	__u16 port;        /* access port, also its place among the devices */
	__u8 tags;         /* 0..2 */
	__u8 unused;
	__u32 lcp;         /* the program's: LCP frames among those that it moved */
	__u8 header[20];   /* wire: both MAC addresses, then TPID and TCI of each tag */
	__u16 pppoe;       /* wire: PPPoE session id */
	__u16 unused2;
	__u32 slot;        /* its own */
	__u8 room[4];
};

/* What was moved of a call on one CPU; at [cpu * slots + slot]. Octets are of PPP. */
struct moved {
	__u64 up_frames, up_octets, down_frames, down_octets;
};

/*
 * An LNS, our address towards it, how we send there, and the next hop. The daemon changes the next
 * hop of one that is in use only while its mtu is 0 and no CPU can still be reading the former one.
 */
struct destination {
	__u8 local[16], peer[16]; /* wire: an IPv4 address in the first four octets */
	__u16 local_port, peer_port; /* wire */
	__u8 family;       /* 4 or 6; 0: nobody's */
	__u8 tos;
	__u8 flags;        /* TO_* */
	__u8 unused;
	__u32 device;      /* the next hop's place among the devices */
	__u32 mtu;         /* of IP packets; 0: no next hop is known */
	__u8 header[12];   /* wire: the next hop's MAC address, then ours */
	__u8 room[4];
};

#define TO_CHECKSUM 1
#define TO_DONT_FRAGMENT 2

/* An interface, by its place among the devices: access ports come first. */
struct port {
	__u8 mac[6];
	__u16 mtu;         /* of an access port: of Ethernet payloads, without tags */
	__u64 unused;
};

struct up_key {
	__u32 vlans;
	__u16 port;
	__u16 session;     /* wire */
	__u8 mac[6];
	__u16 zero;
};

struct down_key {
	__u16 tunnel, session; /* wire */
};

/* What became of a frame; each but the first two and the last: it was left to the daemon, and why. */
enum verdict {
	MOVED_UP,
	MOVED_DOWN,
	NOT_OURS,          /* not PPPoE session data, nor L2TP data */
	UNKNOWN_SESSION,   /* no call with these ids here: not joined, or not on this path */
	WRONG_OWNER,       /* another MAC address, VLAN or LNS than the call's */
	MALFORMED,         /* a length or a header that the daemon has to judge */
	FRAGMENT,
	IP_OPTIONS,
	SEQUENCED,
	TOO_BIG,
	NO_NEXT_HOP,       /* no route, no neighbour yet, or by a device that is not ours */
	NOT_DIRECT,        /* the call's frames are the daemon's now, or still */
	NO_ROOM,           /* the headers do not fit into the packet's buffer */
	NO_DEVICE,         /* dropped: the interface it was to leave by has just gone */
	VERDICTS
};

/* At [cpu]. */
struct cpu {
	__u64 running;     /* odd while the program runs on it */
	__u64 ip_id;
	__u64 count[30];   /* by verdict */
};

#endif
