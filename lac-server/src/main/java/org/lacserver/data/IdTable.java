package org.lacserver.data;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A table indexed by a 16-bit id that we handed out ourselves: the engine's thread writes, a
 * forwarding thread reads. Pages that hold nothing take no memory.
 */
final class IdTable<T> {
    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final VarHandle PAGE_AT = MethodHandles.arrayElementVarHandle(Object[][].class);
    private static final VarHandle ITEM_AT = MethodHandles.arrayElementVarHandle(Object[].class);

    private final @Nullable Object[] @Nullable [] pages = new Object[PAGE][];
    private final short[] used = new short[PAGE];
    private int size;

    @SuppressWarnings("unchecked") // only T goes in
    @Nullable T get(int id) {
        @Nullable Object[] page = (Object[]) PAGE_AT.getAcquire(pages, id >>> PAGE_BITS);
        return page == null ? null : (T) ITEM_AT.getAcquire(page, id & (PAGE - 1));
    }

    /** The id must be free. */
    void put(int id, T item) {
        int at = id >>> PAGE_BITS;
        @Nullable Object[] page = pages[at];
        if (page == null) {
            page = new Object[PAGE];
            PAGE_AT.setRelease(pages, at, page);
        }
        ITEM_AT.setRelease(page, id & (PAGE - 1), item);
        used[at]++;
        size++;
    }

    /** The id must be taken. */
    void replace(int id, T item) {
        @Nullable Object[] page = pages[id >>> PAGE_BITS];
        if (page == null) {
            throw new IllegalStateException("id " + id + " is free");
        }
        ITEM_AT.setRelease(page, id & (PAGE - 1), item);
    }

    /** The id must be taken. */
    void remove(int id) {
        int at = id >>> PAGE_BITS;
        @Nullable Object[] page = pages[at];
        if (page == null) {
            throw new IllegalStateException("id " + id + " is free");
        }
        ITEM_AT.setRelease(page, id & (PAGE - 1), null);
        size--;
        if (--used[at] == 0) {
            PAGE_AT.setRelease(pages, at, null);
        }
    }

    int size() {
        return size;
    }
}
