package org.lacserver.radius.accounting;

/** A record in memory. */
final class Item {
    final Waiting record;

    /** Went ahead of what waits on disk alone. */
    final boolean isLive;

    /** Whether it is on disk too, or will be before anything after it is done there. */
    boolean isStored;

    Item(Waiting record, boolean isLive, boolean isStored) {
        this.record = record;
        this.isLive = isLive;
        this.isStored = isStored;
    }
}
