/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Moves the PPP frames of established calls between PPPoE sessions (RFC 2516) and L2TP sessions
 * (RFC 2661) in the driver's receive path. It judges only what it is sure of: whatever is not
 * plainly a frame of a joined call is left to the daemon as it came, and counted by the reason.
 * Written for the verifier of Linux 5.15 and later.
 */
#include "lac.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define UDP 17
#define PPPOE_SESSION bpf_htons(0x8864)
#define PPPOE_TYPE bpf_htons(0x1100)
#define ADDRESS_AND_CONTROL bpf_htons(0xff03)
#define LCP bpf_htons(0xc021)
#define PPPOE_HEADER 6
#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define UDP_HEADER 8
#define L2TP_HEADER 6
#define TTL 64
#define DONT_FRAGMENT bpf_htons(0x4000)
#define FRAGMENT_OFFSET bpf_htons(0x1fff)
#define MORE_FRAGMENTS bpf_htons(0x2000)

/* RFC 2661 section 3.1 */
#define L2TP_TYPE 0x8000
#define L2TP_LENGTH 0x4000
#define L2TP_SEQUENCE 0x0800
#define L2TP_OFFSET 0x0200
#define L2TP_PRIORITY 0x0100
#define L2TP_VERSION 2
#define L2TP_VERSION_MASK 0x000f
#define LONGEST_OFFSET 1023

#define LONGEST_PACKET 0x3fff

#define DAEMON_PATIENCE_NS 5000000000

/* Set by the daemon before it loads the program. */
const volatile __u32 own_port = 0; /* of the interface; 0xffff for one of the core side only */
const volatile __u32 own_device = 0; /* its place among the devices */
const volatile __u32 is_core = 1;    /* whether LNSs are heard here */
const volatile __u32 slots = 1;

#define MAP(name, kind, keytype, valuetype, entries, mapflags) \
	struct { \
		__uint(type, kind); \
		__uint(max_entries, entries); \
		__uint(map_flags, mapflags); \
		__type(key, keytype); \
		__type(value, valuetype); \
	} name SEC(".maps")

/* Sizes are the daemon's: those that stand here only let the object be loaded as it is. */
MAP(up_index, BPF_MAP_TYPE_ARRAY, __u32, struct index_line, 4096, BPF_F_MMAPABLE);
MAP(up_others, BPF_MAP_TYPE_HASH, struct up_key, __u32, 1024, BPF_F_NO_PREALLOC);
MAP(up_calls, BPF_MAP_TYPE_ARRAY, __u32, struct up_call, 1024, BPF_F_MMAPABLE);
MAP(down_index, BPF_MAP_TYPE_ARRAY, __u32, struct index_line, 4096, BPF_F_MMAPABLE);
MAP(down_others, BPF_MAP_TYPE_HASH, struct down_key, __u32, 1024, BPF_F_NO_PREALLOC);
MAP(down_calls, BPF_MAP_TYPE_ARRAY, __u32, struct down_call, 1024, BPF_F_MMAPABLE);
MAP(moved, BPF_MAP_TYPE_ARRAY, __u32, struct moved, 1024, BPF_F_MMAPABLE);
MAP(heard, BPF_MAP_TYPE_ARRAY, __u32, __u64, 65536, BPF_F_MMAPABLE);
MAP(destinations, BPF_MAP_TYPE_ARRAY, __u32, struct destination, 16, BPF_F_MMAPABLE);
MAP(ports, BPF_MAP_TYPE_ARRAY, __u32, struct port, 16, BPF_F_MMAPABLE);
MAP(devices, BPF_MAP_TYPE_DEVMAP, __u32, __u32, 16, 0);
MAP(daemon, BPF_MAP_TYPE_ARRAY, __u32, __u64, 1, BPF_F_MMAPABLE); /* when it was last seen: nanoseconds */
MAP(cpus, BPF_MAP_TYPE_ARRAY, __u32, struct cpu, 1, BPF_F_MMAPABLE);

/* The daemon's side counts octets by hand. */
_Static_assert(sizeof(struct lane) == 16, "lane");
_Static_assert(sizeof(struct up_call) == 64, "up_call");
_Static_assert(sizeof(struct down_call) == 64, "down_call");
_Static_assert(sizeof(struct moved) == 32, "moved");
_Static_assert(sizeof(struct destination) == 64, "destination");
_Static_assert(sizeof(struct port) == 16, "port");
_Static_assert(sizeof(struct up_key) == 16, "up_key");
_Static_assert(sizeof(struct down_key) == 4, "down_key");
_Static_assert(sizeof(struct cpu) == 256, "cpu");
_Static_assert(__builtin_offsetof(struct up_call, vlans) == 16, "up_call.vlans");
_Static_assert(__builtin_offsetof(struct up_call, mac) == 24, "up_call.mac");
_Static_assert(__builtin_offsetof(struct up_call, peer_tunnel) == 32, "up_call.peer_tunnel");
_Static_assert(__builtin_offsetof(struct up_call, destination) == 36, "up_call.destination");
_Static_assert(__builtin_offsetof(struct up_call, slot) == 44, "up_call.slot");
_Static_assert(__builtin_offsetof(struct down_call, destination) == 20, "down_call.destination");
_Static_assert(__builtin_offsetof(struct down_call, port) == 24, "down_call.port");
_Static_assert(__builtin_offsetof(struct down_call, lcp) == 28, "down_call.lcp");
_Static_assert(__builtin_offsetof(struct down_call, header) == 32, "down_call.header");
_Static_assert(__builtin_offsetof(struct down_call, pppoe) == 52, "down_call.pppoe");
_Static_assert(__builtin_offsetof(struct down_call, slot) == 56, "down_call.slot");
_Static_assert(__builtin_offsetof(struct destination, local_port) == 32, "destination.local_port");
_Static_assert(__builtin_offsetof(struct destination, family) == 36, "destination.family");
_Static_assert(__builtin_offsetof(struct destination, device) == 40, "destination.device");
_Static_assert(__builtin_offsetof(struct destination, header) == 48, "destination.header");

#define U16(at) (*(__u16 *)(at))
#define U32(at) (*(__u32 *)(at))
#define DATA(ctx) ((void *)(long)(ctx)->data)
#define END(ctx) ((void *)(long)(ctx)->data_end)

/* As memcpy, of a constant number of 32-bit words: clang would move octets, which may lie anywhere. */
static __always_inline void copy(void *to, const void *from, int words)
{
	int i;

#pragma unroll
	for (i = 0; i < words; i++)
		((__u32 *)to)[i] = ((const __u32 *)from)[i];
}

static __always_inline int is_to(const void *frame, __u32 device)
{
	struct port *port = bpf_map_lookup_elem(&ports, &device);

	return port && U32(frame) == U32(port->mac) && U16(frame + 4) == U16(port->mac + 4);
}

static __always_inline int leave(struct cpu *cpu, enum verdict why)
{
	cpu->count[why]++;
	return XDP_PASS;
}

/* A frame of a call that the daemon has to move, and with it those that follow until it has. */
static __always_inline int leave_to_daemon(struct cpu *cpu, struct lane *lane, enum verdict why)
{
	*(volatile __u32 *)&lane->direct = 0;
	__sync_fetch_and_add(&lane->passed, 1);
	return leave(cpu, why);
}

/* Whether the daemon has gone: nobody deals with what is left to it. */
static __always_inline int is_alone(void)
{
	__u32 key = 0;
	__u64 *seen = bpf_map_lookup_elem(&daemon, &key);

	return seen && bpf_ktime_get_coarse_ns() > *(volatile __u64 *)seen + DAEMON_PATIENCE_NS;
}

static __always_inline int is_direct(struct lane *lane)
{
	volatile struct lane *now = lane;

	if (now->wanted) {
		if (now->direct || now->wanted == ALWAYS)
			return 1;
		if (now->passed == now->handled) {
			now->direct = 1;
			return 1;
		}
	}
	return is_alone();
}

/* The slot of a call by an id, plus 1; 0 when there is none. */
static __always_inline __u32 slot_of(void *index, __u32 id)
{
	__u32 key = id / 16;
	struct index_line *line = bpf_map_lookup_elem(index, &key);

	return line ? line->slot[id % 16] : 0;
}

static __always_inline __u16 fold(__u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum + (sum >> 16);
}

/* Where a piece stands: behind all longer ones. Leaves the function if it cannot be there. */
#define FIND(octets) \
	at = begin + (length & (LONGEST_PACKET & ~(2 * (octets) - 1))); \
	if (at + (octets) > end) \
		return 0;

/* Adds a piece if the length has its bit: a long one by the kernel's code, a short one here. */
#define ADD_LONG(octets) \
	if (length & (octets)) { \
		FIND(octets) \
		sum = bpf_csum_diff(0, 0, at, octets, sum); \
	}
#define ADD_SHORT(octets) \
	if (length & (octets)) { \
		FIND(octets) \
		total += add_words(at, (octets) / 4); \
	}

static __always_inline __u64 add_words(const __u32 *at, int words)
{
	__u64 sum = 0;
	int i;

#pragma unroll
	for (i = 0; i < words; i++)
		sum += at[i];
	return sum;
}

/*
 * Adds everything from an offset to the packet's end, 16 bits at a time (RFC 1071); folded. Where a
 * piece stands is told by the length alone, whatever went before, so that the verifier need not
 * follow every combination of pieces.
 */
static __noinline __u32 add_rest(struct xdp_md *ctx, __u32 from)
{
	void *end = END(ctx);
	void *begin = DATA(ctx) + (from & 0x7f);
	long length = (long)end - (long)begin;
	void *at = begin;
	__u64 total;
	__u32 sum = 0;
	int i;

	for (i = 0; i < LONGEST_PACKET / 512; i++) {
		if (at + 512 > end)
			break;
		sum = bpf_csum_diff(0, 0, at, 512, sum);
		at += 512;
	}
	ADD_LONG(256)
	ADD_LONG(128)
	total = sum;
	ADD_SHORT(64)
	ADD_SHORT(32)
	ADD_SHORT(16)
	ADD_SHORT(8)
	ADD_SHORT(4)
	if (length & 2) {
		FIND(2)
		total += U16(at);
	}
	if (length & 1) {
		FIND(1)
		total += bpf_htons((__u16)*(__u8 *)at << 8);
	}
	return fold(total);
}

static __always_inline int put_checksum(struct xdp_md *ctx, int ip_header)
{
	/* the addresses stand right in front of UDP: they are the pseudo-header's */
	__u32 sum = add_rest(ctx, ETH_HLEN + ip_header - (ip_header == IPV4_HEADER ? 8 : 32));
	void *udp = DATA(ctx) + ETH_HLEN + ip_header;
	__u16 check;

	if (udp + UDP_HEADER > END(ctx))
		return 0; /* cannot be: it has just been put there */
	check = ~fold((__u64)sum + U16(udp + 4) + bpf_htons(UDP));
	U16(udp + 6) = check ? check : 0xffff; /* RFC 768: 0 means none */
	return 1;
}

/* L2TP behind UDP; returns where PPP must begin. */
static __always_inline void *put_l2tp(void *at, struct up_call *call, __u16 octets, int is_lcp,
				      int with_length, int with_address)
{
	__u16 flags = L2TP_VERSION;

	if (with_length)
		flags |= L2TP_LENGTH;
	if (is_lcp && (call->flags & UP_PRIORITY_LCP))
		flags |= L2TP_PRIORITY;
	U16(at) = bpf_htons(flags);
	at += 2;
	if (with_length) {
		U16(at) = bpf_htons(octets);
		at += 2;
	}
	U16(at) = call->peer_tunnel;
	U16(at + 2) = call->peer_session;
	at += 4;
	if (with_address)
		U16(at) = ADDRESS_AND_CONTROL;
	return at;
}

/* Puts all headers in the place of the first `header` octets. Returns a verdict if that cannot be. */
static __always_inline enum verdict wrap(struct xdp_md *ctx, struct cpu *cpu, struct up_call *call,
					 struct destination *to, __u32 mtu, int header, __u32 length,
					 int is_lcp, int with_length, int with_address, int ip_header)
{
	const int l2tp = L2TP_HEADER + (with_length ? 2 : 0) + (with_address ? 2 : 0);
	__u32 udp_length = UDP_HEADER + l2tp + length;
	__u16 udp_octets = bpf_htons(udp_length);
	void *data, *ip, *udp;
	__u64 sum;

	if (ip_header + udp_length > mtu || udp_length > LONGEST_PACKET - IPV6_HEADER)
		return TOO_BIG;
	if (bpf_xdp_adjust_head(ctx, header - (ETH_HLEN + ip_header + UDP_HEADER + l2tp)))
		return NO_ROOM;
	data = DATA(ctx);
	if (data + ETH_HLEN + ip_header + UDP_HEADER + l2tp > END(ctx))
		return NO_ROOM; /* cannot be: it has just been made longer */
	ip = data + ETH_HLEN;
	udp = ip + ip_header;
	copy(data, to->header, 3);
	if (ip_header == IPV4_HEADER) {
		__u16 total = bpf_htons(IPV4_HEADER + udp_length);
		__u16 id = cpu->ip_id++;
		__u16 fragment = to->flags & TO_DONT_FRAGMENT ? DONT_FRAGMENT : 0;
		__u16 version = bpf_htons(0x4500 | to->tos);

		U16(data + 12) = bpf_htons(ETH_P_IP);
		U16(ip) = version;
		U16(ip + 2) = total;
		U16(ip + 4) = id;
		U16(ip + 6) = fragment;
		U16(ip + 8) = bpf_htons(TTL << 8 | UDP);
		U32(ip + 12) = U32(to->local);
		U32(ip + 16) = U32(to->peer);
		sum = (__u64)version + total + id + fragment + bpf_htons(TTL << 8 | UDP);
		sum += U32(to->local);
		sum += U32(to->peer);
		U16(ip + 10) = ~fold(sum);
	} else {
		U16(data + 12) = bpf_htons(ETH_P_IPV6);
		U32(ip) = bpf_htonl(0x60000000 | (__u32)to->tos << 20);
		U16(ip + 4) = udp_octets;
		U16(ip + 6) = bpf_htons(UDP << 8 | TTL);
		copy(ip + 8, to->local, 4);
		copy(ip + 24, to->peer, 4);
	}
	U16(udp) = to->local_port;
	U16(udp + 2) = to->peer_port;
	U16(udp + 4) = udp_octets;
	U16(udp + 6) = 0;
	put_l2tp(udp + UDP_HEADER, call, l2tp + length, is_lcp, with_length, with_address);
	return MOVED_UP;
}

static __always_inline int is_of_line(struct up_call *call, struct up_key *key)
{
	return call->session == key->session && call->port == key->port &&
	       call->vlans == key->vlans && U32(call->mac) == U32(key->mac) &&
	       U16(call->mac + 4) == U16(key->mac + 4);
}

/* What is needed of a PPPoE session frame. */
struct session_frame {
	__u32 vlans;
	__u32 header;      /* octets in front of PPP */
	__u16 type;        /* wire: version, type and code */
	__u16 session;     /* wire */
	__u32 length;      /* of PPP, as stated */
	long have;         /* of what follows the header; the verifier forbids 32-bit arithmetic for it */
	int is_lcp;
};

static __always_inline int up(struct xdp_md *ctx, struct cpu *cpu, __u32 on,
			      struct session_frame *frame)
{
	void *data = DATA(ctx), *end = END(ctx);
	__u32 port_number = own_port;
	__u32 length = frame->length;
	struct moved *moved_here;
	struct destination *to;
	struct up_call *call;
	struct up_key key = {};
	enum verdict verdict;
	__u32 number, mtu, *found;
	int is_lcp, with_length, with_address, action;

	if (data + ETH_HLEN > end)
		return leave(cpu, MALFORMED);
	if (!is_to(data, port_number))
		return leave(cpu, NOT_OURS);
	if (frame->type != PPPOE_TYPE)
		return leave(cpu, MALFORMED);
	key.vlans = frame->vlans;
	key.port = port_number;
	key.session = frame->session;
	U32(key.mac) = U32(data + 6);
	U16(key.mac + 4) = U16(data + 10);
	number = slot_of(&up_index, port_number << 16 | bpf_ntohs(key.session)) - 1;
	call = bpf_map_lookup_elem(&up_calls, &number);
	if (!call)
		return leave(cpu, UNKNOWN_SESSION);
	if (!is_of_line(call, &key)) {
		found = bpf_map_lookup_elem(&up_others, &key);
		if (!found)
			return leave(cpu, WRONG_OWNER);
		number = *found;
		call = bpf_map_lookup_elem(&up_calls, &number);
		if (!call || !is_of_line(call, &key))
			return leave(cpu, WRONG_OWNER);
	}
	if (!length || (long)length > frame->have)
		return leave(cpu, MALFORMED);
	if (!is_direct(&call->lane))
		return leave_to_daemon(cpu, &call->lane, NOT_DIRECT);
	number = call->destination;
	to = bpf_map_lookup_elem(&destinations, &number);
	if (!to)
		return leave_to_daemon(cpu, &call->lane, NO_NEXT_HOP);
	mtu = *(volatile __u32 *)&to->mtu;
	if (!mtu)
		return leave_to_daemon(cpu, &call->lane, NO_NEXT_HOP);
	/* what follows the PPPoE length is Ethernet's padding; to leave it away harms nobody */
	if (frame->have > (long)length && bpf_xdp_adjust_tail(ctx, (int)(length - frame->have)))
		return leave_to_daemon(cpu, &call->lane, NO_ROOM);
	is_lcp = length >= 2 && frame->is_lcp;
	with_length = call->flags & UP_LENGTH;
	with_address = call->flags & (is_lcp ? UP_ADDRESS_LCP : UP_ADDRESS);
#define WRAP(l, a, ip) wrap(ctx, cpu, call, to, mtu, frame->header, length, is_lcp, l, a, ip)
	if (to->family == 4) {
		if (with_length)
			verdict = with_address ? WRAP(1, 1, IPV4_HEADER) : WRAP(1, 0, IPV4_HEADER);
		else
			verdict = with_address ? WRAP(0, 1, IPV4_HEADER) : WRAP(0, 0, IPV4_HEADER);
	} else {
		if (with_length)
			verdict = with_address ? WRAP(1, 1, IPV6_HEADER) : WRAP(1, 0, IPV6_HEADER);
		else
			verdict = with_address ? WRAP(0, 1, IPV6_HEADER) : WRAP(0, 0, IPV6_HEADER);
	}
	if (verdict != MOVED_UP)
		return leave_to_daemon(cpu, &call->lane, verdict);
	if ((to->flags & TO_CHECKSUM) &&
	    !(to->family == 4 ? put_checksum(ctx, IPV4_HEADER) : put_checksum(ctx, IPV6_HEADER)))
		return XDP_ABORTED;
	action = bpf_redirect_map(&devices, to->device, 0);
	if (action != XDP_REDIRECT) {
		cpu->count[NO_DEVICE]++;
		return XDP_DROP;
	}
	number = on * slots + call->slot;
	moved_here = bpf_map_lookup_elem(&moved, &number);
	if (moved_here) {
		moved_here->up_frames++;
		moved_here->up_octets += length;
	}
	if (is_lcp)
		__sync_fetch_and_add(&call->lcp, 1);
	cpu->count[MOVED_UP]++;
	return action;
}

/* A PPPoE header behind `at` octets; 0 if the frame ends within it. */
static __always_inline int look(struct xdp_md *ctx, struct session_frame *frame, int at, __u32 vlans)
{
	void *data = DATA(ctx), *end = END(ctx);
	void *ppp = data + at + PPPOE_HEADER;

	if (ppp + 1 > end)
		return 0;
	frame->vlans = vlans;
	frame->header = at + PPPOE_HEADER;
	frame->type = U16(ppp - 6);
	frame->session = U16(ppp - 4);
	frame->length = bpf_ntohs(U16(ppp - 2));
	frame->have = (long)end - (long)ppp;
	frame->is_lcp = ppp + 2 <= end && U16(ppp) == LCP;
	return 1;
}

/* The frame's PPP begins `begin` octets behind its start and is `length` octets long. */
static __always_inline int unwrap(struct xdp_md *ctx, struct cpu *cpu, struct down_call *call,
				  __u32 on, __u32 begin, __u32 length, int is_lcp, int tags)
{
	const int header = ETH_HLEN + 4 * tags + PPPOE_HEADER;
	struct moved *moved_here;
	__u64 *heard_here;
	void *data, *pppoe;
	__u32 key;
	int action;

	if (bpf_xdp_adjust_head(ctx, (int)begin - header))
		return leave_to_daemon(cpu, &call->lane, NO_ROOM);
	data = DATA(ctx);
	if (data + header > END(ctx))
		return XDP_ABORTED; /* cannot be: so much was there, and more */
	copy(data, call->header, 3 + tags);
	pppoe = data + 12 + 4 * tags + 2;
	U16(pppoe - 2) = PPPOE_SESSION;
	U16(pppoe) = PPPOE_TYPE;
	U16(pppoe + 2) = call->pppoe;
	U16(pppoe + 4) = bpf_htons(length);
	action = bpf_redirect_map(&devices, call->port, 0);
	if (action != XDP_REDIRECT) {
		cpu->count[NO_DEVICE]++;
		return XDP_DROP;
	}
	key = on * slots + call->slot;
	moved_here = bpf_map_lookup_elem(&moved, &key);
	if (moved_here) {
		moved_here->down_frames++;
		moved_here->down_octets += length;
	}
	key = on << 16 | bpf_ntohs(call->tunnel);
	heard_here = bpf_map_lookup_elem(&heard, &key);
	if (heard_here)
		(*heard_here)++;
	if (is_lcp)
		__sync_fetch_and_add(&call->lcp, 1);
	cpu->count[MOVED_DOWN]++;
	return action;
}

static __always_inline int is_from_lns(struct destination *from, void *ip, void *udp, int ip_header)
{
	__u32 *addresses;

	if (U16(udp) != from->peer_port || U16(udp + 2) != from->local_port)
		return 0;
	if (ip_header == IPV4_HEADER)
		return from->family == 4 && U32(ip + 12) == U32(from->peer) &&
		       U32(ip + 16) == U32(from->local);
	addresses = ip + 8;
#define SAME(ours, i) (addresses[(i)] == U32((ours) + 4 * ((i) & 3)))
	return from->family == 6 && SAME(from->peer, 0) && SAME(from->peer, 1) &&
	       SAME(from->peer, 2) && SAME(from->peer, 3) && SAME(from->local, 4) &&
	       SAME(from->local, 5) && SAME(from->local, 6) && SAME(from->local, 7);
}

/* An UDP datagram behind an IP header that is in order, or its first fragment. */
static __always_inline int down(struct xdp_md *ctx, struct cpu *cpu, __u32 on, int ip_header,
				int is_fragment)
{
	void *data = DATA(ctx), *end = END(ctx);
	void *ip = data + ETH_HLEN;
	void *udp = ip + ip_header;
	void *l2tp = udp + UDP_HEADER;
	void *ids, *ppp;
	struct destination *from;
	struct down_call *call;
	struct down_key key;
	struct port *port;
	__u32 number, *found;
	__u32 flags, udp_length, begin, last, length, offset = 0;
	long surplus;
	int is_lcp = 0;

	if (l2tp + L2TP_HEADER + 2 > end)
		return leave(cpu, NOT_OURS);
	flags = bpf_ntohs(U16(l2tp));
	if ((flags & (L2TP_TYPE | L2TP_VERSION_MASK)) != L2TP_VERSION)
		return leave(cpu, NOT_OURS);
	udp_length = bpf_ntohs(U16(udp + 4));
	begin = ETH_HLEN + ip_header + UDP_HEADER + L2TP_HEADER;
	ids = l2tp + 2;
	if (flags & L2TP_LENGTH) {
		ids += 2;
		begin += 2;
	}
	if (ids + 6 > end)
		return leave(cpu, MALFORMED);
	key.tunnel = U16(ids);
	key.session = U16(ids + 2);
	number = slot_of(&down_index, bpf_ntohs(key.session)) - 1;
	call = bpf_map_lookup_elem(&down_calls, &number);
	if (!call)
		return leave(cpu, UNKNOWN_SESSION);
	if (call->tunnel != key.tunnel || call->session != key.session) {
		found = bpf_map_lookup_elem(&down_others, &key);
		if (!found)
			return leave(cpu, UNKNOWN_SESSION);
		number = *found;
		call = bpf_map_lookup_elem(&down_calls, &number);
		if (!call || call->tunnel != key.tunnel || call->session != key.session)
			return leave(cpu, UNKNOWN_SESSION);
	}
	number = call->destination;
	from = bpf_map_lookup_elem(&destinations, &number);
	if (!from || !is_from_lns(from, ip, udp, ip_header))
		return leave(cpu, WRONG_OWNER);
	if (is_fragment)
		return leave_to_daemon(cpu, &call->lane, FRAGMENT);
	/* lengths: UDP's within IP's within the frame's, L2TP's within UDP's */
	if (ip_header == IPV4_HEADER)
		last = bpf_ntohs(U16(ip + 2)) - IPV4_HEADER;
	else
		last = bpf_ntohs(U16(ip + 4));
	if (udp_length > last)
		return leave(cpu, MALFORMED);
	last = ETH_HLEN + ip_header + udp_length;
	if (flags & L2TP_LENGTH) {
		__u32 stated = bpf_ntohs(U16(l2tp + 2));

		if (stated + UDP_HEADER > udp_length)
			return leave(cpu, MALFORMED);
		last = ETH_HLEN + ip_header + UDP_HEADER + stated;
	}
	if (flags & L2TP_SEQUENCE)
		return leave_to_daemon(cpu, &call->lane, SEQUENCED);
	if (flags & L2TP_OFFSET) {
		offset = bpf_ntohs(U16(ids + 4));
		if (offset > LONGEST_OFFSET)
			return leave(cpu, MALFORMED);
		begin += 2 + offset;
	}
	ppp = data + begin;
	if (ppp + 2 <= end && last >= begin + 2 && U16(ppp) == ADDRESS_AND_CONTROL) {
		begin += 2;
		ppp += 2;
	}
	surplus = (long)end - (long)data - (long)last;
	if (last <= begin || surplus < 0)
		return leave(cpu, MALFORMED);
	length = last - begin;
	if (!is_direct(&call->lane))
		return leave_to_daemon(cpu, &call->lane, NOT_DIRECT);
	number = call->port;
	port = bpf_map_lookup_elem(&ports, &number);
	/* the kernel sends one tag beyond the MTU, and drops what is longer without a word */
	if (!port || length + PPPOE_HEADER + (call->tags == 2 ? 4 : 0) > port->mtu)
		return leave_to_daemon(cpu, &call->lane, TOO_BIG);
	if (length >= 2 && ppp + 2 <= end)
		is_lcp = U16(ppp) == LCP;
	if (surplus && bpf_xdp_adjust_tail(ctx, -(int)surplus))
		return leave_to_daemon(cpu, &call->lane, NO_ROOM);
	if (call->tags == 0)
		return unwrap(ctx, cpu, call, on, begin, length, is_lcp, 0);
	if (call->tags == 1)
		return unwrap(ctx, cpu, call, on, begin, length, is_lcp, 1);
	return unwrap(ctx, cpu, call, on, begin, length, is_lcp, 2);
}

static __always_inline int down_ipv4(struct xdp_md *ctx, struct cpu *cpu, __u32 on)
{
	void *data = DATA(ctx), *end = END(ctx);
	void *ip = data + ETH_HLEN;
	__u64 sum;

	if (ip + IPV4_HEADER > end || *(__u8 *)(ip + 9) != UDP)
		return leave(cpu, NOT_OURS);
	if (*(__u8 *)ip != 0x45)
		return leave(cpu, IP_OPTIONS);
	if (U16(ip + 6) & FRAGMENT_OFFSET)
		return leave(cpu, FRAGMENT);
	sum = (__u64)U32(ip) + U32(ip + 4) + U32(ip + 8) + U32(ip + 12) + U32(ip + 16);
	if (fold(sum) != 0xffff)
		return leave(cpu, MALFORMED);
	return down(ctx, cpu, on, IPV4_HEADER, U16(ip + 6) & MORE_FRAGMENTS);
}

static __always_inline int down_ipv6(struct xdp_md *ctx, struct cpu *cpu, __u32 on)
{
	void *ip = DATA(ctx) + ETH_HLEN;

	if (ip + IPV6_HEADER > END(ctx) || *(__u8 *)(ip + 6) != UDP)
		return leave(cpu, NOT_OURS);
	return down(ctx, cpu, on, IPV6_HEADER, 0);
}

static __always_inline int is_tag(__u16 type)
{
	return type == bpf_htons(0x8100) || type == bpf_htons(0x88a8) || type == bpf_htons(0x9100);
}

static __always_inline __u32 vlan(void *tag)
{
	return bpf_ntohs(U16(tag)) & 0xfff;
}

static __always_inline int move(struct xdp_md *ctx, struct cpu *cpu, __u32 on)
{
	void *data = DATA(ctx), *end = END(ctx);
	struct session_frame frame;
	__u16 type;
	int whole;

	if (data + ETH_HLEN > end)
		return leave(cpu, NOT_OURS);
	type = U16(data + 12);
	if (type == bpf_htons(ETH_P_IP) || type == bpf_htons(ETH_P_IPV6)) {
		if (!is_core || !is_to(data, own_device))
			return leave(cpu, NOT_OURS);
		return type == bpf_htons(ETH_P_IP) ? down_ipv4(ctx, cpu, on) : down_ipv6(ctx, cpu, on);
	}
	if (own_port == 0xffff)
		return leave(cpu, NOT_OURS);
	if (type == PPPOE_SESSION) {
		whole = look(ctx, &frame, ETH_HLEN, 0);
	} else {
		if (!is_tag(type) || data + ETH_HLEN + 8 > end)
			return leave(cpu, NOT_OURS);
		type = U16(data + 16);
		if (type == PPPOE_SESSION)
			whole = look(ctx, &frame, ETH_HLEN + 4, vlan(data + 14) << 16);
		else if (is_tag(type) && U16(data + 20) == PPPOE_SESSION)
			whole = look(ctx, &frame, ETH_HLEN + 8, vlan(data + 14) << 16 | vlan(data + 18));
		else
			return leave(cpu, NOT_OURS);
	}
	return whole ? up(ctx, cpu, on, &frame) : leave(cpu, MALFORMED);
}

SEC("xdp")
int lac(struct xdp_md *ctx)
{
	__u32 on = bpf_get_smp_processor_id();
	struct cpu *cpu = bpf_map_lookup_elem(&cpus, &on);
	volatile __u64 *running;
	int action;

	if (!cpu)
		return XDP_PASS;
	running = &cpu->running;
	*running = *running + 1;
	action = move(ctx, cpu, on);
	*running = *running + 1;
	return action;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
