package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Locale;

/** {@code lac set limit WHAT [NAME] NUMBER|off|default}. */
@Command(
        name = "limit",
        description = "Let more or fewer calls in, until the next start; those that are up stay.",
        mixinStandardHelpOptions = true)
final class SetLimit extends Remote {
    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            description =
                    "box; port or realm, with its name; profile, vlan, circuit or mac, with the"
                        + " name of a profile (an access group, or default) or for all of them.")
    private String what = "";

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "Of what; left out where there is one of it only, or for all of them.")
    private String first = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "NUMBER",
            description = "How many calls, or off, or default for what is configured.")
    private @Nullable String second;

    @Override
    public Integer call() {
        String name = second == null ? null : first;
        String number = second == null ? first : second;
        Integer limit = null;
        if (number.equals("off")) {
            limit = 0;
        } else if (!number.equals("default")) {
            if (!number.matches("[1-9]\\d{0,6}")) {
                return fail(Request.SetLimit.EXPECTED);
            }
            limit = Integer.valueOf(number);
        }
        return ask(new Request.SetLimit(what.toLowerCase(Locale.ROOT), name, limit), this::report);
    }

    private int report(List<? extends Reply> replies) {
        if (replies.size() != 1 || !(replies.getFirst() instanceof Reply.LimitSet set)) {
            return fail("nothing was set");
        }
        String name = set.name() == null ? "" : " " + Text.printable(set.name());
        String limit =
                set.limit() < 0 ? "as configured" : set.limit() == 0 ? "none" : "" + set.limit();
        print("limit of " + set.what() + name + ": " + limit + "\n");
        return LacCommand.DONE;
    }
}
