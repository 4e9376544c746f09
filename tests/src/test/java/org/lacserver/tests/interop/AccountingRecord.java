package org.lacserver.tests.interop;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One record of FreeRADIUS's detail file. */
record AccountingRecord(Map<String, String> attributes) {

    /** All records that the server has written for the LAC, in their order. */
    static List<AccountingRecord> read(Lab lab) {
        return Arrays.stream(lab.read("radius/acct-lac").split("\n\n", -1))
                .filter(block -> !block.isBlank())
                .map(AccountingRecord::parse)
                .toList();
    }

    private static AccountingRecord parse(String block) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String line : block.split("\n", -1)) {
            int equals = line.indexOf(" = ");
            if (line.startsWith("\t") && equals > 0) {
                String value = line.substring(equals + 3);
                attributes.put(line.substring(1, equals), value.replace("\"", ""));
            }
        }
        return new AccountingRecord(attributes);
    }

    String get(String name) {
        return attributes.getOrDefault(name, "");
    }

    long number(String name) {
        return Long.parseLong(get(name));
    }

    boolean is(String status, String user) {
        return get("Acct-Status-Type").equals(status) && get("User-Name").equals(user);
    }
}
