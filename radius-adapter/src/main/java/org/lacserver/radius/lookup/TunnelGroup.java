package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the attributes of one tag say, before it is concluded to sets. The first of a kind counts,
 * but of servers there may be several.
 */
final class TunnelGroup {
    static final int ABSENT = -1;

    int type = ABSENT;

    /** A Tunnel-Type that is no number, as it was written. */
    @Nullable String strangeType;

    int medium = ABSENT;
    int preference = ABSENT;
    @Nullable String client;
    @Nullable String server;

    /** Whether {@link #server} is from a vendor's attribute. */
    boolean isServerOfVendor;

    @Nullable String assignmentId;
    @Nullable String clientAuthId;
    @Nullable String serverAuthId;
    @Nullable String privateGroupId;
    byte @Nullable [] password;
    boolean isPasswordBroken;
    int limit;
    int weight;
    final Map<String, String> wishes = new LinkedHashMap<>();

    boolean hasType() {
        return type != ABSENT || strangeType != null;
    }

    boolean hasPassword() {
        return password != null || isPasswordBroken;
    }

    /** What {@code other}, the untagged group, says of all tunnels. */
    void fillFrom(TunnelGroup other) {
        if (!hasType()) {
            type = other.type;
            strangeType = other.strangeType;
        }
        medium = medium == ABSENT ? other.medium : medium;
        preference = preference == ABSENT ? other.preference : preference;
        client = client == null ? other.client : client;
        assignmentId = assignmentId == null ? other.assignmentId : assignmentId;
        clientAuthId = clientAuthId == null ? other.clientAuthId : clientAuthId;
        serverAuthId = serverAuthId == null ? other.serverAuthId : serverAuthId;
        privateGroupId = privateGroupId == null ? other.privateGroupId : privateGroupId;
        if (!hasPassword()) {
            password = other.password;
            isPasswordBroken = other.isPasswordBroken;
        }
    }

    /**
     * A vendor's untagged limit, weight or setting is for every tunnel that has none of its own.
     */
    void fillSettingsFrom(TunnelGroup other) {
        limit = limit == 0 ? other.limit : limit;
        weight = weight == 0 ? other.weight : weight;
        other.wishes.forEach(wishes::putIfAbsent);
    }
}
