package org.lacserver.call;

/** Result and error codes of RFC 2661 §4.4.2 in words. */
final class Codes {
    private Codes() {}

    static String stopCcn(int result, int error, String message) {
        return text("StopCCN", result, error, stopCcnResult(result), message);
    }

    static String cdn(int result, int error, String message) {
        return text("CDN", result, error, cdnResult(result), message);
    }

    private static String text(String name, int result, int error, String words, String message) {
        StringBuilder text = new StringBuilder(name).append(' ').append(result).append('/');
        text.append(error).append(' ').append(words);
        if (error != 0) {
            text.append(", ").append(error(error));
        }
        if (!message.isEmpty()) {
            text.append(": ").append(message);
        }
        return text.toString();
    }

    private static String stopCcnResult(int code) {
        return switch (code) {
            case 1 -> "cleared";
            case 2 -> "general error";
            case 3 -> "control channel exists";
            case 4 -> "not authorised";
            case 5 -> "protocol version not supported";
            case 6 -> "shutting down";
            case 7 -> "state machine error or timeout";
            case 8 -> "control channel DS mismatch";
            default -> "unknown result";
        };
    }

    private static String cdnResult(int code) {
        return switch (code) {
            case 1 -> "loss of carrier";
            case 2 -> "general error";
            case 3 -> "administrative";
            case 4 -> "no facilities for now";
            case 5 -> "no facilities";
            case 6 -> "invalid destination";
            case 7 -> "no carrier";
            case 8 -> "busy";
            case 9 -> "no dial tone";
            case 10 -> "not established in time";
            case 11 -> "no framing detected";
            case 12 -> "session DS mismatch";
            default -> "unknown result";
        };
    }

    private static String error(int code) {
        return switch (code) {
            case 1 -> "no control connection yet";
            case 2 -> "length is wrong";
            case 3 -> "value out of range";
            case 4 -> "insufficient resources";
            case 5 -> "invalid session id";
            case 6 -> "vendor-specific error";
            case 7 -> "try another";
            case 8 -> "unknown mandatory AVP";
            case 9 -> "try another, directed";
            case 10 -> "next hop unreachable";
            case 11 -> "next hop busy";
            case 12 -> "switching aggregator busy";
            default -> "unknown error";
        };
    }
}
