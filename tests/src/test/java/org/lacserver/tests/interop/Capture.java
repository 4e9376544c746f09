package org.lacserver.tests.interop;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/** tcpdump's file, read by tshark: what others make of the octets on the wire. */
final class Capture {

    private final Lab lab;
    private final String name;
    private final Path file;

    Capture(Lab lab, String name, Path file) {
        this.lab = lab;
        this.name = name;
        this.file = file;
    }

    void stop() {
        lab.run("capture", "stop", name);
    }

    /** The packets that a display filter passes, decoded. Usable while the capture still runs. */
    List<Packet> packets(String filter) {
        // the last packet may be half written: tshark then complains, after decoding the others
        String pdml =
                Shell.run(
                                Duration.ofSeconds(60),
                                Map.of(),
                                List.of(
                                        "bash",
                                        "-c",
                                        "tshark -n -r \"$1\" -Y \"$2\" -T pdml 2>/dev/null",
                                        "tshark",
                                        file.toString(),
                                        filter))
                        .output();
        try {
            NodeList nodes =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(
                                    new ByteArrayInputStream(
                                            pdml.getBytes(StandardCharsets.ISO_8859_1)))
                            .getElementsByTagName("packet");
            List<Packet> packets = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                packets.add(new Packet((Element) nodes.item(i)));
            }
            return packets;
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new AssertionError("tshark on " + file + " with " + filter + "\n" + pdml, e);
        }
    }

    /** The first packet of the filter that is wanted: the capture may lag behind the wire. */
    Packet awaitPacket(String filter, Predicate<Packet> wanted) {
        List<Packet> found = new ArrayList<>();
        Await.until(
                Duration.ofSeconds(10),
                "a packet of " + filter,
                () -> found.addAll(packets(filter).stream().filter(wanted).limit(1).toList()),
                () -> "in " + file);
        return found.getFirst();
    }

    /** One packet as a tree of fields. */
    record Packet(Element element) {

        /** The first field of this name, as tshark shows it. */
        Optional<String> field(String name) {
            return shown(element, name).stream().findFirst();
        }

        List<String> fields(String name) {
            return shown(element, name);
        }

        /** The L2TP AVP of this IETF attribute type. */
        Optional<Avp> avp(int type) {
            return avps().stream().filter(a -> a.type() == type).findFirst();
        }

        /** Types of all AVPs, in their order. */
        List<Avp> avps() {
            List<Avp> avps = new ArrayList<>();
            NodeList all = element.getElementsByTagName("field");
            for (int i = 0; i < all.getLength(); i++) {
                Element one = (Element) all.item(i);
                List<String> type = children(one, "l2tp.avp.type", "show");
                if (!type.isEmpty()) {
                    avps.add(new Avp(Integer.parseInt(type.getFirst()), one));
                }
            }
            return avps;
        }
    }

    /** One AVP as tshark reads it. */
    record Avp(int type, Element element) {

        boolean mandatory() {
            return List.of("1", "True").contains(first("l2tp.avp.mandatory"));
        }

        boolean hidden() {
            return List.of("1", "True").contains(first("l2tp.avp.hidden"));
        }

        private String first(String name) {
            return shown(element, name).stream().findFirst().orElse("");
        }

        /** The octets of the AVP, header included, in hexadecimal. */
        String octets() {
            return element.getAttribute("value");
        }

        /** The octets of the attribute value in hexadecimal. */
        String value() {
            return octets().substring(12);
        }

        /** The attribute value as text. */
        String text() {
            return new String(
                    java.util.HexFormat.of().parseHex(value()), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<String> shown(Element parent, String name) {
        List<String> values = new ArrayList<>();
        NodeList all = parent.getElementsByTagName("field");
        for (int i = 0; i < all.getLength(); i++) {
            Element one = (Element) all.item(i);
            if (one.getAttribute("name").equals(name)) {
                values.add(one.getAttribute("show"));
            }
        }
        return values;
    }

    private static List<String> children(Element parent, String name, String attribute) {
        List<String> values = new ArrayList<>();
        NodeList all = parent.getChildNodes();
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element one && one.getAttribute("name").equals(name)) {
                values.add(one.getAttribute(attribute));
            }
        }
        return values;
    }
}
