/**
 * RADIUS for an access box: who is calling and which tunnel he gets ({@code lookup}, RFC 2865 and
 * 2868), and what he used ({@code accounting}, RFC 2866, 2867 and 2869), over one client ({@code
 * client}).
 *
 * <p>From tinyradius-netty 1.5.12, the newest release that resolves, come the dictionary, the
 * packet and attribute codec, User-Password and both kinds of authenticator. Its client is left
 * aside, because it tells replies apart by a Proxy-State it adds to each request, has one socket,
 * forges new authenticators on a retry and knows no failover; its Access-Request encoder, because
 * it puts Message-Authenticator last and needs the clear password of a CHAP caller; its reply
 * check, because a missing Message-Authenticator passes; and its Tunnel-Password decoder, because a
 * wrong length octet or a string that begins with text instead of a tag makes it throw or cut.
 * Those are done here, on Netty's datagram channels.
 */
@NullMarked
package org.lacserver.radius;

import org.jspecify.annotations.NullMarked;
