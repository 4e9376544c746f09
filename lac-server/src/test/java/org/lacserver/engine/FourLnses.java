package org.lacserver.engine;

import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.LnsProfile.Choosing;
import org.lacserver.call.Policies;
import org.lacserver.call.Policies.Failover;
import org.lacserver.call.Policies.Policy;
import org.lacserver.call.Policies.Share;
import org.lacserver.call.Profiles;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Event;
import org.lacserver.port.LnsAction;
import org.lacserver.port.LnsView;
import org.lacserver.port.Secret;

import java.util.List;
import java.util.Map;

/** A world with four LNSs in one group, and candidates that lead to them. */
final class FourLnses {
    static final String ONE = "10.0.0.2";
    static final String TWO = "10.0.0.3";
    static final String THREE = "10.0.0.4";
    static final String FOUR = "10.0.0.5";

    static World world(Policy policy, int groupLimit, LnsProfile.Allowance allowance) {
        LnsProfile usual = LnsProfile.defaults("lac1");
        World world =
                new World(
                        new EngineSettings(
                                new Profiles(usual.with(allowance), List.of()),
                                CallSettings.defaults(World.LAC),
                                new Policies(
                                        Policy.USUAL,
                                        Map.of("g", new Policies.Group(policy, groupLimit)))),
                        1);
        List.of(ONE, TWO, THREE, FOUR).forEach(world::lns);
        return world;
    }

    static World world(Share share, Failover failover, int maxAttempts) {
        return world(new Policy(share, failover, maxAttempts), 0, LnsProfile.Allowance.DEFAULT);
    }

    static World world(Choosing choosing) {
        return world(Policy.USUAL, 0, LnsProfile.Allowance.DEFAULT.with(choosing));
    }

    static World world() {
        return world(Choosing.USUAL);
    }

    static Candidate to(String address, int preference, int weight, int limit) {
        return new Candidate(
                0,
                preference,
                "lns-" + address,
                World.address(address),
                null,
                Secret.NONE,
                null,
                null,
                null,
                null,
                "g",
                weight,
                limit,
                Map.of());
    }

    static Candidate to(String address) {
        return to(address, 10, 0, 0);
    }

    static List<String> outcomes(World world, long callId) {
        return world.connected(callId).facts().decisions().stream()
                .map(Event.Decision::outcome)
                .toList();
    }

    static List<String> order(World world, long callId) {
        return world.connected(callId).facts().decisions().stream()
                .map(decision -> decision.candidate().server().getHostAddress())
                .toList();
    }

    static LnsView lns(World world, String address) {
        return world.engine.lnses(world.now).stream()
                .filter(lns -> lns.address().equals(World.address(address)))
                .findFirst()
                .orElseThrow();
    }

    static void order(World world, LnsAction action) {
        world.command(new Command.SetLns(World.address(ONE), "lns-" + ONE, action, "because"));
    }

    private FourLnses() {}
}
