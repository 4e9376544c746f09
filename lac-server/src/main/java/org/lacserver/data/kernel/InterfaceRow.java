package org.lacserver.data.kernel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An interface of the kernel path.
 *
 * @param role {@code access}, {@code core} or {@code access+core}
 * @param mode {@code native} or {@code generic}; empty when it is not there
 * @param why it is not native, or takes no frames; empty when all is well
 * @param moved frames that the program moved
 * @param left frames that it left to the userspace path, by reason; none that is 0
 */
public record InterfaceRow(
        String name, String role, String mode, String why, long moved, Map<String, Long> left) {
    public InterfaceRow {
        left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
    }
}
