package org.lacserver.radius.lookup;

import static org.lacserver.radius.lookup.TunnelGroup.ABSENT;

import org.lacserver.radius.client.Type;
import org.lacserver.radius.lookup.LookupReply.Skipped;
import org.lacserver.radius.vendor.Said;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** Puts what vendors' attributes say into the group of its tag. */
final class VendorWords {
    private static final int L2TP = 3;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final TunnelWords words;
    private final IntFunction<TunnelGroup> groups;
    private final List<Skipped> skipped;
    private final Set<String> named = new LinkedHashSet<>();
    private long txBps;
    private long rxBps;

    VendorWords(TunnelWords words, IntFunction<TunnelGroup> groups, List<Skipped> skipped) {
        this.words = words;
        this.groups = groups;
        this.skipped = skipped;
    }

    List<String> groups() {
        return new ArrayList<>(named);
    }

    long txBps() {
        return txBps;
    }

    long rxBps() {
        return rxBps;
    }

    void take(Said said) {
        switch (said.meaning()) {
            case GROUP -> takeGroup(said);
            case LIMIT -> {
                TunnelGroup group = groups.apply(said.tag());
                group.limit = group.limit == 0 ? number(said, Integer.MAX_VALUE) : group.limit;
            }
            case WEIGHT -> {
                TunnelGroup group = groups.apply(said.tag());
                group.weight = group.weight == 0 ? number(said, Integer.MAX_VALUE) : group.weight;
            }
            case PREFERENCE -> takePreference(said);
            case SERVER -> takeServer(groups.apply(said.tag()), said.text());
            case CLIENT -> takeText(said, Type.TUNNEL_CLIENT_ENDPOINT);
            case ASSIGNMENT_ID -> takeText(said, Type.TUNNEL_ASSIGNMENT_ID);
            case HOST_NAME -> takeText(said, Type.TUNNEL_CLIENT_AUTH_ID);
            case SERVER_NAME -> takeText(said, Type.TUNNEL_SERVER_AUTH_ID);
            case PRIVATE_GROUP -> takeText(said, Type.TUNNEL_PRIVATE_GROUP_ID);
            case PASSWORD -> takePassword(said);
            case TUNNEL_TYPE -> takeType(groups.apply(said.tag()), said.text());
            case TX_SPEED -> txBps = txBps == 0 ? number(said, 0xffff_ffffL) : txBps;
            case RX_SPEED -> rxBps = rxBps == 0 ? number(said, 0xffff_ffffL) : rxBps;
            case SET -> groups.apply(said.tag()).wishes.putIfAbsent(said.knob(), said.text());
            case UNSUPPORTED -> skip(said, said.text());
            case SETTING, IGNORE -> {} // the table makes SET of the one and nothing of the other
        }
    }

    private void takeGroup(Said said) {
        if (GROUP.matcher(said.text()).matches()) {
            named.add(said.text());
        } else {
            skip(said, "names no group: " + said.text());
        }
    }

    private void takePreference(Said said) {
        TunnelGroup group = groups.apply(said.tag());
        boolean isRight = NUMBER.matcher(said.text()).matches();
        if (group.preference == ABSENT && isRight) {
            group.preference = number(said, TunnelSet.MAX_PREFERENCE);
        } else if (!isRight) {
            skip(said, "is no number");
        }
    }

    private static void takeServer(TunnelGroup group, String text) {
        if (group.server == null || group.isServerOfVendor) {
            group.isServerOfVendor = true;
            TunnelWords.takeText(group, Type.TUNNEL_SERVER_ENDPOINT, text);
        }
    }

    private void takeText(Said said, int type) {
        TunnelWords.takeText(groups.apply(said.tag()), type, said.text());
    }

    private void takePassword(Said said) {
        TunnelGroup group = groups.apply(said.tag());
        if (said.isHidden()) {
            words.takeHidden(group, said.octets());
        } else if (!group.hasPassword()) {
            group.password = said.octets();
        }
    }

    private static void takeType(TunnelGroup group, String text) {
        if (group.hasType()) {
            return;
        }
        String type = text.strip().toLowerCase(Locale.ROOT);
        if (type.equals("l2tp") || type.equals(Integer.toString(L2TP))) {
            group.type = L2TP;
        } else {
            group.strangeType = Texts.printable(type);
        }
    }

    /** Zero, which is as good as nothing, for what is no number. */
    private int number(Said said, int most) {
        return (int) number(said, (long) most);
    }

    private long number(Said said, long most) {
        if (!NUMBER.matcher(said.text()).matches()) {
            skip(said, "is no number");
            return 0;
        }
        return Math.min(Long.parseLong(said.text()), most);
    }

    private void skip(Said said, String problem) {
        skipped.add(new Skipped(said.tag(), Texts.printable(said.name() + " " + problem)));
    }
}
