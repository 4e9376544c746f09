package org.lacserver.wiring;

import org.lacserver.call.Policies;
import org.lacserver.config.LacConfig;
import org.lacserver.config.SelectionConfig;

import java.util.stream.Collectors;

/** How LNSs are chosen, said in the core's words. */
final class SelectionSettings {
    private SelectionSettings() {}

    static Policies of(LacConfig config) {
        return new Policies(
                policy(config.selection()),
                config.groups().stream()
                        .collect(
                                Collectors.toMap(
                                        LacConfig.LnsGroup::name,
                                        group ->
                                                new Policies.Group(
                                                        policy(group.selection()), group.limit()),
                                        (first, _) -> first)));
    }

    private static Policies.Policy policy(SelectionConfig selection) {
        return new Policies.Policy(
                switch (selection.share()) {
                    case WEIGHTED -> Policies.Share.WEIGHTED;
                    case RANDOM -> Policies.Share.RANDOM;
                    case EXISTING_FIRST -> Policies.Share.EXISTING_FIRST;
                },
                switch (selection.failover()) {
                    case WITHIN -> Policies.Failover.WITHIN;
                    case BETWEEN -> Policies.Failover.BETWEEN;
                },
                selection.maxAttempts());
    }
}
