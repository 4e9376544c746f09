package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.transport.Priority;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Csun;
import org.lacserver.l2tp.wire.ControlMessage.Csurq;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Mdmst;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.Sli;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.ControlMessage.Unknown;
import org.lacserver.l2tp.wire.ControlMessage.Wen;

/** What a kind of message is to its connection. */
final class Kinds {
    private Kinds() {}

    static boolean isOfSession(ControlMessage message) {
        return switch (message) {
            case Sccrq _, Sccrp _, Scccn _, StopCcn _, Hello _, Unknown _ -> false;
            case Csun _ -> false;
            // RFC 5515: of many sessions, and of none in its header
            case Csurq _ -> true;
            case Ocrq _, Ocrp _, Occn _, Icrq _, Icrp _, Iccn _, Cdn _, Wen _, Sli _ -> true;
            case Mdmst _ -> true;
        };
    }

    static Priority priority(ControlMessage message) {
        return switch (message) {
            case StopCcn _, Hello _, Cdn _ -> Priority.URGENT;
            case Icrq _, Ocrq _ -> Priority.NEW;
            case Sccrq _, Sccrp _, Scccn _, Icrp _, Iccn _, Ocrp _, Occn _, Wen _, Sli _ ->
                    Priority.NORMAL;
            case Mdmst _, Csun _, Csurq _, Unknown _ -> Priority.NORMAL;
        };
    }
}
