package org.lacserver.pppoe.ethernet;

/** The error numbers of Linux that this program tells apart. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENOMEM = 12;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EMSGSIZE = 90;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENOBUFS = 105;

    private Errno() {}

    /** What the number means, for people. */
    public static String text(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted";
            case ENOENT -> "no such file or entry";
            case EINTR -> "interrupted";
            case EIO -> "input/output error";
            case EAGAIN -> "try again";
            case EACCES -> "permission denied";
            case ENOMEM -> "out of memory";
            case EBUSY -> "in use by another program";
            case EEXIST -> "is there already";
            case ENODEV -> "no such device";
            case EINVAL -> "invalid argument";
            case EMSGSIZE -> "message too long";
            case EOPNOTSUPP -> "not supported";
            case EAFNOSUPPORT -> "address family not supported";
            case EADDRINUSE -> "address already in use";
            case EADDRNOTAVAIL -> "address not on this machine";
            case ENETDOWN -> "network is down";
            case ENOBUFS -> "no buffer space";
            default -> "errno " + errno;
        };
    }
}
