package org.lacserver.wiring;

import org.lacserver.io.NameResolver;
import org.lacserver.io.Resolved;
import org.lacserver.radius.lookup.TunnelSet.Medium;

import java.util.function.Consumer;

/** Whoever knows the addresses of names. */
interface Names {
    /** Never blocks; {@code then} is called once, within this call or later on any thread. */
    void resolve(String name, Medium medium, Consumer<Resolved> then);

    static Names of(NameResolver resolver) {
        return (name, medium, then) ->
                resolver.resolve(name, medium != Medium.IPV6, medium != Medium.IPV4, then);
    }
}
