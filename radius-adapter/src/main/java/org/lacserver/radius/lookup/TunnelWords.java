package org.lacserver.radius.lookup;

import static org.lacserver.radius.lookup.TunnelGroup.ABSENT;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupReply.Skipped;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Puts each attribute of RFC 2868 into the group of its tag. */
final class TunnelWords {
    private static final int MAX_TAG = 0x1f;

    private final Attempt attempt;
    private final IntFunction<TunnelGroup> groups;
    private final List<Skipped> skipped;

    TunnelWords(Attempt attempt, IntFunction<TunnelGroup> groups, List<Skipped> skipped) {
        this.attempt = attempt;
        this.groups = groups;
        this.skipped = skipped;
    }

    void take(Attribute attribute) {
        switch (attribute.type()) {
            case Type.TUNNEL_TYPE, Type.TUNNEL_MEDIUM_TYPE, Type.TUNNEL_PREFERENCE ->
                    takeNumber(attribute);
            case Type.TUNNEL_CLIENT_ENDPOINT,
                    Type.TUNNEL_SERVER_ENDPOINT,
                    Type.TUNNEL_PRIVATE_GROUP_ID,
                    Type.TUNNEL_ASSIGNMENT_ID,
                    Type.TUNNEL_CLIENT_AUTH_ID,
                    Type.TUNNEL_SERVER_AUTH_ID ->
                    takeText(attribute);
            case Type.TUNNEL_PASSWORD -> takePassword(attribute.value());
            default -> {} // no tunnel attribute
        }
    }

    /** §3.1, §3.2, §3.8: a tag octet and three octets of value. */
    private void takeNumber(Attribute attribute) {
        byte[] value = attribute.value();
        if (value.length != 4 || (value[0] & 0xff) > MAX_TAG) {
            skipped.add(new Skipped(0, TunnelSets.name(attribute.type()) + " is malformed"));
            return;
        }
        int number = (value[1] & 0xff) << 16 | (value[2] & 0xff) << 8 | (value[3] & 0xff);
        TunnelGroup group = groups.apply(value[0]);
        switch (attribute.type()) {
            case Type.TUNNEL_TYPE -> group.type = first(group.type, number);
            case Type.TUNNEL_MEDIUM_TYPE -> group.medium = first(group.medium, number);
            default -> group.preference = first(group.preference, number);
        }
    }

    /** §3.3: a first octet above 0x1F is text already; zero is a tag that is not used. */
    private void takeText(Attribute attribute) {
        byte[] value = attribute.value();
        boolean hasTag = value.length > 0 && (value[0] & 0xff) <= MAX_TAG;
        int tag = hasTag ? value[0] : 0;
        int from = hasTag ? 1 : 0;
        String text = new String(value, from, value.length - from, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            skipped.add(new Skipped(tag, TunnelSets.name(attribute.type()) + " is empty"));
            return;
        }
        takeText(groups.apply(tag), attribute.type(), text);
    }

    static void takeText(TunnelGroup group, int type, String text) {
        switch (type) {
            case Type.TUNNEL_CLIENT_ENDPOINT -> group.client = first(group.client, text);
            // several of one tag are several LNSs: more than 31 have to fit in
            case Type.TUNNEL_SERVER_ENDPOINT -> group.server = joined(group.server, text);
            case Type.TUNNEL_PRIVATE_GROUP_ID ->
                    group.privateGroupId = first(group.privateGroupId, text);
            case Type.TUNNEL_ASSIGNMENT_ID -> group.assignmentId = first(group.assignmentId, text);
            case Type.TUNNEL_CLIENT_AUTH_ID -> group.clientAuthId = first(group.clientAuthId, text);
            default -> group.serverAuthId = first(group.serverAuthId, text);
        }
    }

    /** §3.5: the tag octet is always there; out of range it is ignored, not taken for text. */
    private void takePassword(byte[] value) {
        if (value.length == 0) {
            skipped.add(new Skipped(0, "Tunnel-Password is empty"));
            return;
        }
        int tag = (value[0] & 0xff) <= MAX_TAG ? value[0] : 0;
        takeHidden(groups.apply(tag), Arrays.copyOfRange(value, 1, value.length));
    }

    /** {@code hidden} is salt and ciphertext. */
    void takeHidden(TunnelGroup group, byte[] hidden) {
        if (!group.hasPassword()) {
            group.password =
                    TunnelPassword.uncover(
                            hidden, attempt.authenticator(), attempt.server().secret());
            group.isPasswordBroken = group.password == null;
        }
    }

    private static int first(int old, int next) {
        return old == ABSENT ? next : old;
    }

    private static String first(@Nullable String old, String next) {
        return old == null ? next : old;
    }

    static String joined(@Nullable String old, String next) {
        return old == null ? next : old + "," + next;
    }
}
