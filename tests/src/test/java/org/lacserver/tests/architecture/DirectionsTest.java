package org.lacserver.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. docs/architecture.md draws it. */
@AnalyzeClasses(packages = "org.lacserver", importOptions = ImportOption.DoNotIncludeTests.class)
final class DirectionsTest {
    private static final String PPPOE = "org.lacserver.pppoe..";
    private static final String RADIUS = "org.lacserver.radius..";
    private static final String WIRE = "org.lacserver.l2tp.wire..";
    private static final String TRANSPORT = "org.lacserver.l2tp.transport..";
    private static final String TUNNEL = "org.lacserver.l2tp.tunnel..";
    private static final String SESSION = "org.lacserver.l2tp.session..";
    private static final String PORT = "org.lacserver.port..";
    private static final String CALL = "org.lacserver.call..";
    private static final String ENGINE = "org.lacserver.engine..";
    private static final String DATA = "org.lacserver.data..";
    private static final String IO = "org.lacserver.io..";
    private static final String CONFIG = "org.lacserver.config..";
    private static final String OPS = "org.lacserver.ops..";
    private static final String WIRING = "org.lacserver.wiring..";
    private static final String TESTS = "org.lacserver.tests..";

    private static final String[] CORE = {PORT, WIRE, TRANSPORT, TUNNEL, SESSION, CALL, ENGINE};
    private static final String[] ACCESS_CORE = {
        "org.lacserver.pppoe",
        "org.lacserver.pppoe.admission..",
        "org.lacserver.pppoe.discovery..",
        "org.lacserver.pppoe.ppp..",
        "org.lacserver.pppoe.modem"
    };

    @ArchTest
    static final ArchRule theAccessSideIsALeaf =
            noClasses()
                    .that()
                    .resideInAPackage(PPPOE)
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("org.lacserver..")
                                    .and(resideOutsideOfPackages(PPPOE)));

    @ArchTest
    static final ArchRule theRadiusAdapterIsALeaf =
            noClasses()
                    .that()
                    .resideInAPackage(RADIUS)
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("org.lacserver..")
                                    .and(resideOutsideOfPackages(RADIUS)));

    @ArchTest
    static final ArchRule theCoreImportsNothingButJavaBase =
            noClasses()
                    .that()
                    .resideInAnyPackage(CORE)
                    .should()
                    .dependOnClassesThat(
                            resideOutsideOfPackages(concat(CORE, javaBase("org.jspecify.."))));

    @ArchTest
    static final ArchRule theAccessCoreImportsNothingButJavaBase =
            noClasses()
                    .that()
                    .resideInAnyPackage(ACCESS_CORE)
                    .should()
                    .dependOnClassesThat(
                            resideOutsideOfPackages(concat(ACCESS_CORE, javaBase("org.jspecify..")))
                                    .and(not(type(java.io.ByteArrayOutputStream.class))));

    @ArchTest
    static final ArchRule noCoreReadsAClockOrStartsAThread =
            noClasses()
                    .that()
                    .resideInAnyPackage(concat(CORE, ACCESS_CORE))
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.time.Clock.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.security.SecureRandom.class)
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule wireAndPortStandAlone =
            noClasses()
                    .that()
                    .resideInAnyPackage(WIRE, PORT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TRANSPORT, TUNNEL, SESSION, CALL, ENGINE);

    @ArchTest
    static final ArchRule transportKnowsNoTunnel =
            noClasses()
                    .that()
                    .resideInAPackage(TRANSPORT)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(TUNNEL, SESSION, CALL, ENGINE);

    @ArchTest
    static final ArchRule tunnelsAndSessionsKnowNoCall =
            noClasses()
                    .that()
                    .resideInAnyPackage(TUNNEL, SESSION)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(CALL, ENGINE);

    @ArchTest
    static final ArchRule callsKnowNoEngine =
            noClasses()
                    .that()
                    .resideInAPackage(CALL)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ENGINE);

    @ArchTest
    static final ArchRule onlyWiringSeesTheLookupAndTheAccessSide =
            noClasses()
                    .that()
                    .resideInAnyPackage(OPS, CONFIG)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PPPOE, RADIUS);

    @ArchTest
    static final ArchRule nobodyImportsWiring =
            classes()
                    .that()
                    .resideInAPackage(WIRING)
                    .should()
                    .onlyBeAccessed()
                    .byAnyPackage(WIRING, TESTS);

    @ArchTest
    static final ArchRule dataAndIoKnowNeitherConfigurationNorOperation =
            noClasses()
                    .that()
                    .resideInAnyPackage(DATA, IO)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(CONFIG, OPS, RADIUS);

    private static String[] javaBase(String alsoAllowed) {
        return new String[] {
            "java.lang..",
            "java.util",
            "java.util.function..",
            "java.util.stream..",
            "java.util.random..",
            "java.util.regex..",
            "java.net",
            "java.nio",
            "java.nio.charset..",
            "java.security",
            "javax.crypto..",
            "java.security.spec", // what javax.crypto throws and takes
            "java.time..",
            "java.math",
            alsoAllowed
        };
    }

    private static String[] concat(String[] first, String... second) {
        String[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
