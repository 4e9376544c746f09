package org.lacserver.tests.interop;

/** Configurations of the daemon for the lab's addresses. */
final class Site {

    private Site() {}

    /** Everything by the lab's FreeRADIUS; an LNS that is silent is given up after 1.4 seconds. */
    static String byRadius() {
        return byRadius("yes");
    }

    /** The same with another policy for the server's Message-Authenticator. */
    static String byRadius(String messageAuthenticator) {
        return """
        access:
          ports: [acc0]
          damping-failures: off
          ac-name: lab-bras
        l2tp:
          host-name: lab-lac
          local-address: 10.200.0.1
          retransmit:
            first: 200ms
            setup-retries: 2
        lookup:
          order: [radius]
        radius:
          nas-identifier: lab-nas
          nas-ip-address: 10.200.0.1
          servers:
            - name: freeradius
              address: 10.200.0.31
              secret: radsecret
              timeout: 1s
              retries: 1
              message-authenticator: "%s"
        accounting:
          enabled: yes
        """
                .formatted(messageAuthenticator);
    }

    /** Everything by RADIUS, and each VLAN from 101 on asks its callers in its own way. */
    static String byMethod() {
        return byRadius()
                .replace(
                        "  ac-name: lab-bras\n",
                        """
                          ac-name: lab-bras
                          groups:
                            - { name: pap, vlans: [101], authentication: [pap] }
                            - { name: chap, vlans: [102], authentication: [chap] }
                            - { name: mschapv2, vlans: [103], authentication: [mschapv2] }
                            - { name: eap, vlans: [104], authentication: [eap] }
                        """);
    }

    /** Everything by RADIUS, every line asked for the strongest method first. */
    static String byAnyMethod() {
        return byRadius()
                .replace(
                        "  ac-name: lab-bras\n",
                        "  ac-name: lab-bras\n  authentication: [eap, mschapv2, chap, pap]\n");
    }

    /** Everything by RADIUS and PAP, with callers that may have so large an MRU. */
    static String withMru(int mru) {
        return byRadius()
                .replace(
                        "  ac-name: lab-bras\n",
                        "  ac-name: lab-bras\n  authentication: [pap]\n  mru: " + mru + "\n");
    }

    /** Two groups by realm and one by circuit-id, no server needed. */
    static String byLocalTable() {
        return """
        access:
          ports: [acc0]
          damping-failures: off
        l2tp:
          host-name: lab-lac
          local-address: 10.200.0.1
          retransmit:
            first: 200ms
            setup-retries: 2
        lookup:
          order: [local]
          message: call your provider
        lns-groups:
          one:
            lookup:
              realms: [isp1.test]
            defaults:
              secret: lns-secret
            lns:
              - name: xl2tpd
                address: 10.200.0.11
                server-name: lns1
          two:
            lookup:
              realms: [isp2.test]
            defaults:
              secret: lns-secret
            lns:
              - name: dead
                address: 10.200.0.99
                preference: 10
              - name: l2tpns
                address: 10.200.0.21
                preference: 20
          line:
            lookup:
              lines: ["an1 eth 1/1/*"]
            lns:
              - name: by-line
                address: 10.200.0.11
                secret: lns-secret
        """;
    }
}
