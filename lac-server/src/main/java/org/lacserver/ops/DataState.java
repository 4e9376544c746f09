package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How frames of established calls move, and why not faster.
 *
 * @param path {@code kernel} or {@code userspace}
 * @param choice what the configuration wants: {@code auto}, {@code kernel} or {@code userspace}
 * @param why it is not the kernel's; empty when it is
 * @param kernelCalls calls whose frames the kernel path moves
 * @param userspaceCalls the others that are joined
 * @param reasons how many of these there are, by why they are not the kernel's
 * @param slots of the kernel path; null without it
 * @param adopted what an earlier process left; null when nothing was
 * @param threads of the userspace path, in each direction
 * @param busyPollNanos how long one of them looks again before it sleeps; 0: not at all
 */
public record DataState(
        String path,
        String choice,
        String why,
        int kernelCalls,
        int userspaceCalls,
        Map<String, Integer> reasons,
        @Nullable Slots slots,
        @Nullable Adopted adopted,
        List<Interface> interfaces,
        int threads,
        long busyPollNanos)
        implements Reply {
    public DataState {
        reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
        interfaces = List.copyOf(interfaces);
    }

    /** Calls that the kernel path has room for, and those it has. */
    public record Slots(int used, int all) {}

    /**
     * Flows that go on without a call of this process.
     *
     * @param seconds until they end
     */
    public record Adopted(int flows, long seconds) {}

    /**
     * An interface that frames of calls come and go by.
     *
     * @param role {@code access}, {@code core} or {@code access+core}
     * @param mode {@code native} or {@code generic}; empty without a program
     * @param why it is not native; empty when it is, and without a program
     * @param moved frames that the program moved
     * @param left frames that it left to the box, by reason; none that is 0
     * @param ringDrops frames that came faster than the box took them
     * @param refusals frames that the interface did not take
     */
    public record Interface(
            String name,
            String role,
            String mode,
            String why,
            long moved,
            Map<String, Long> left,
            long ringDrops,
            long refusals) {
        public Interface {
            left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
        }
    }
}
