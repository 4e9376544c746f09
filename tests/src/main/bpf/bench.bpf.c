/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The two ends of the data benchmark and its yardstick. Generators make frames inside the kernel
 * (BPF_PROG_RUN with live frames, Linux 5.18), sinks count what comes out of the other side and drop
 * it, and a bare redirect between two interfaces is what nothing can be faster than. The daemon's
 * side is org.lacserver.tests.load.data.Meter; all of it is in the order of octets of the machine
 * unless it says "wire".
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define SHAPES 12   /* the classical IMIX is a pattern of twelve */
#define HEAD 64     /* octets that are written anew for each frame */
#define SESSIONS 65536
#define SAMPLES 65536
#define CPUS 64
#define SHORTEST 84 /* of a frame; all of the bench's are longer */
#define ROOM 2048

/* Where things stand in a frame that is generated, by direction. */
#define UP_MAC 10 /* the last two octets of the caller's */
#define UP_ID 16
#define UP_STAMP 46
#define DOWN_ID 46
#define DOWN_CHECKSUM 40
#define DOWN_STAMP 76

/* A frame of one size: what its first octets are before its session's ids are put in. */
struct shape {
	__u32 length;
	__u32 unused;
	__u64 head[HEAD / 8];
};

/* One direction's generator. */
struct generator {
	__u32 device;      /* ifindex */
	__u32 sessions;    /* 1..65536 */
	__u32 shapes;      /* 1..12 */
	__u32 checksum;    /* whether UDP has one; what stands there is of id 0 and time 0 */
	__u32 stamp_every; /* each how many-th frame has the time of sending: a power of two; 0: none */
	__u32 session;     /* the next one */
	__u32 at;          /* the next shape */
	__u32 made;
	struct shape shape[SHAPES];
};

struct session {
	__u16 id, mac; /* wire */
};

/* What is counted at one side; the daemon learns it from a frame that it has looked at. */
struct sink {
	__u32 mode;     /* SINK_* */
	__u32 match_at; /* where these four octets must stand */
	__u32 match;    /* wire */
	__u32 stamp_at; /* 0: no times */
	__u32 samples;
	__u32 device;   /* ifindex; what other interfaces get is late, and dropped */
};

#define SINK_OFF 0     /* everything passes */
#define SINK_CAPTURE 1 /* the next data frame is kept, whole */
#define SINK_COUNT 2
#define SINK_KEPT 3    /* one was kept */

struct count {
	__u64 frames, octets; /* of what matched */
	__u64 strange;        /* data frames that did not */
	__u64 room[5];
};

struct kept {
	__u32 length;
	__u8 octets[ROOM];
	__u32 room;
};

#define MAP(name, kind, valuetype, entries, mapflags) \
	struct { \
		__uint(type, kind); \
		__uint(max_entries, entries); \
		__uint(map_flags, mapflags); \
		__type(key, __u32); \
		__type(value, valuetype); \
	} name SEC(".maps")

/* Two of each: up, then down. */
MAP(generators, BPF_MAP_TYPE_ARRAY, struct generator, 2, BPF_F_MMAPABLE);
MAP(sessions, BPF_MAP_TYPE_ARRAY, struct session, 2 * SESSIONS, BPF_F_MMAPABLE);
MAP(sinks, BPF_MAP_TYPE_ARRAY, struct sink, 2, BPF_F_MMAPABLE);
MAP(counts, BPF_MAP_TYPE_ARRAY, struct count, 2 * CPUS, BPF_F_MMAPABLE);
MAP(samples, BPF_MAP_TYPE_ARRAY, __u32, 2 * SAMPLES, BPF_F_MMAPABLE);
MAP(kept, BPF_MAP_TYPE_ARRAY, struct kept, 2, BPF_F_MMAPABLE);
/* The yardstick's: core, then access interface. */
MAP(devices, BPF_MAP_TYPE_DEVMAP, __u32, 2, 0);

_Static_assert(sizeof(struct shape) == 72, "shape");
_Static_assert(sizeof(struct generator) == 32 + 12 * 72, "generator");
_Static_assert(sizeof(struct sink) == 24, "sink");
_Static_assert(sizeof(struct count) == 64, "count");
_Static_assert(sizeof(struct kept) == 2056, "kept");

#define U16(at) (*(__u16 *)(at))
#define U32(at) (*(__u32 *)(at))
#define U64(at) (*(__u64 *)(at))
#define DATA(ctx) ((void *)(long)(ctx)->data)
#define END(ctx) ((void *)(long)(ctx)->data_end)

static __always_inline int generate(struct xdp_md *ctx, const __u32 direction)
{
	__u32 key = direction;
	struct generator *own = bpf_map_lookup_elem(&generators, &key);
	struct session *session;
	struct shape *shape;
	__u64 stamp = 0;
	void *data, *end;
	__u32 at, sum;
	int i;

	if (!own)
		return XDP_ABORTED;
	at = own->at;
	if (at >= own->shapes)
		at = 0;
	own->at = at + 1;
	if (at >= SHAPES)
		return XDP_ABORTED;
	shape = &own->shape[at];
	if (own->shapes > 1) {
		/* each page was made for the longest */
		long have = (long)END(ctx) - (long)DATA(ctx), surplus = have - shape->length;

		if (surplus && bpf_xdp_adjust_tail(ctx, (int)-surplus))
			return XDP_ABORTED;
	}
	key = own->session;
	if (key >= own->sessions)
		key = 0;
	own->session = key + 1;
	key += direction * SESSIONS;
	session = bpf_map_lookup_elem(&sessions, &key);
	data = DATA(ctx);
	end = END(ctx);
	if (!session || data + SHORTEST > end)
		return XDP_ABORTED;
	/* whoever had this page before has written its own headers into it */
	for (i = 0; i < HEAD / 8; i++)
		U64(data + 8 * i) = shape->head[i];
	if (direction == 0) {
		U16(data + UP_ID) = session->id;
		U16(data + UP_MAC) = session->mac;
	} else {
		U16(data + DOWN_ID) = session->id;
	}
	sum = session->id;
	if (own->stamp_every) {
		if (!(own->made++ & (own->stamp_every - 1)))
			stamp = bpf_ktime_get_ns();
		U64(data + (direction ? DOWN_STAMP : UP_STAMP)) = stamp;
		sum += (stamp & 0xffff) + (stamp >> 16 & 0xffff) + (stamp >> 32 & 0xffff) +
		       (stamp >> 48);
	}
	if (direction && own->checksum) {
		sum += (__u16)~U16(data + DOWN_CHECKSUM);
		sum = (sum & 0xffff) + (sum >> 16);
		sum = (sum & 0xffff) + (sum >> 16);
		sum = (__u16)~sum;
		U16(data + DOWN_CHECKSUM) = sum ? sum : 0xffff;
	}
	return bpf_redirect(own->device, 0);
}

SEC("xdp/generate_up")
int generate_up(struct xdp_md *ctx)
{
	return generate(ctx, 0);
}

SEC("xdp/generate_down")
int generate_down(struct xdp_md *ctx)
{
	return generate(ctx, 1);
}

/* Whether it is an IP packet in a PPPoE session, or an L2TP data message. */
static __always_inline int is_data(void *data)
{
	if (U16(data + 12) == bpf_htons(0x8864))
		return U16(data + 14) == bpf_htons(0x1100) && U16(data + 20) == bpf_htons(0x0021);
	return U16(data + 12) == bpf_htons(ETH_P_IP) && *(__u8 *)(data + 23) == 17 &&
	       U16(data + 36) == bpf_htons(1701) &&
	       (U16(data + 42) & bpf_htons(0x800f)) == bpf_htons(0x0002);
}

static __always_inline void keep(struct xdp_md *ctx, struct sink *own, __u32 direction)
{
	struct kept *here = bpf_map_lookup_elem(&kept, &direction);
	long length = (long)END(ctx) - (long)DATA(ctx);

	if (!here || length < 1 || length > ROOM)
		return;
	if (bpf_xdp_load_bytes(ctx, 0, here->octets, length))
		return;
	here->length = length;
	*(volatile __u32 *)&own->mode = SINK_KEPT;
}

static __always_inline int swallow(struct xdp_md *ctx, __u32 direction)
{
	struct sink *own = bpf_map_lookup_elem(&sinks, &direction);
	void *data = DATA(ctx), *end = END(ctx);
	struct count *count;
	__u32 at, key, *sample;
	__u64 stamp;

	if (!own || own->mode == SINK_OFF || data + SHORTEST > end || !is_data(data))
		return XDP_PASS;
	if (own->device != ctx->ingress_ifindex)
		return XDP_DROP;
	if (own->mode == SINK_CAPTURE) {
		keep(ctx, own, direction);
		return XDP_DROP;
	}
	key = 2 * bpf_get_smp_processor_id() + direction;
	count = bpf_map_lookup_elem(&counts, &key);
	if (own->mode != SINK_COUNT || !count)
		return XDP_DROP;
	at = own->match_at & 63;
	if (data + at + 4 > end || U32(data + at) != own->match) {
		count->strange++;
		return XDP_DROP;
	}
	count->frames++;
	count->octets += (long)end - (long)data;
	at = own->stamp_at & 127;
	if (at && data + at + 8 <= end) {
		stamp = U64(data + at);
		key = own->samples;
		if (stamp && key < SAMPLES) {
			key = __sync_fetch_and_add(&own->samples, 1) & (SAMPLES - 1);
			key += direction * SAMPLES;
			sample = bpf_map_lookup_elem(&samples, &key);
			if (sample)
				*sample = bpf_ktime_get_ns() - stamp;
		}
	}
	return XDP_DROP;
}

SEC("xdp/swallow_up")
int swallow_up(struct xdp_md *ctx)
{
	return swallow(ctx, 0);
}

SEC("xdp/swallow_down")
int swallow_down(struct xdp_md *ctx)
{
	return swallow(ctx, 1);
}

SEC("xdp/redirect_up")
int redirect_up(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect_map(&devices, 0, 0);
}

SEC("xdp/redirect_down")
int redirect_down(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect_map(&devices, 1, 0);
}

/* Makes an interface take frames as a network card does: into the stack, in batches. */
SEC("xdp/pass")
int pass(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
