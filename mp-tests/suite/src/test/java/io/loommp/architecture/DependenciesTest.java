package io.loommp.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URLClassLoader;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Timer;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** Who may use whom: arrows never point back. */
@AnalyzeClasses(packages = "io.loommp", importOptions = ImportOption.DoNotIncludeTests.class)
class DependenciesTest {
    private static final String[] CORE = {
        "io.loommp",
        "io.loommp.spi..",
        "io.loommp.record..",
        "io.loommp.manage..",
        "io.loommp.database..",
        "io.loommp.kernel..",
        "io.loommp.local..",
        "io.loommp.service..",
        "io.loommp.supervise..",
        "io.loommp.inspect.."
    };

    // ---- modules ----

    @ArchTest
    static final ArchRule coreKnowsNobody = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.loommp.loom..",
                    "io.loommp.server..",
                    "io.loommp.net..",
                    "io.loommp.cli..",
                    "io.loommp.testkit..");

    @ArchTest
    static final ArchRule loomAndNetDoNotKnowEachOther = noClasses()
            .that()
            .resideInAnyPackage("io.loommp.loom..", "io.loommp.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.loommp.net..", "io.loommp.cli..", "io.loommp.testkit..");

    @ArchTest
    static final ArchRule norNetAndLoom = noClasses()
            .that()
            .resideInAPackage("io.loommp.net..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.loommp.loom..", "io.loommp.server..", "io.loommp.cli..", "io.loommp.testkit..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noSocketsAndNoJsonInCoreAndLoom = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .or()
            .resideInAnyPackage("io.loommp.loom..", "io.loommp.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "tools.jackson..", "com.fasterxml..");

    @ArchTest
    static final ArchRule noCircles =
            slices().matching("io.loommp.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCirclesInNet =
            slices().matching("io.loommp.net.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    // ---- packages ----

    private static ClassesShouldConjunction uses(String who, String... whom) {
        return classes()
                .that()
                .resideInAPackage(who)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(whom)
                        .or(resideInAnyPackage(
                                who,
                                "java..",
                                "org.jspecify..",
                                "com.google.errorprone..",
                                "org.slf4j..",
                                "org.jctools.."))
                        .or(are(nameMatching("\\[.*")).as("arrays")));
    }

    @ArchTest
    static final ArchRule nounsUseNothing = uses("io.loommp");

    @ArchTest
    static final ArchRule seamsUseNouns = uses("io.loommp.spi", "io.loommp");

    @ArchTest
    static final ArchRule eventsUseNouns = uses("io.loommp.manage", "io.loommp", "jdk.jfr..");

    @ArchTest
    static final ArchRule servicesUseNouns = uses("io.loommp.service", "io.loommp");

    @ArchTest
    static final ArchRule recordsUseNouns = uses("io.loommp.record", "io.loommp");

    @ArchTest
    static final ArchRule theDatabaseUsesNouns = uses("io.loommp.database", "io.loommp", "io.loommp.spi");

    /** What a database decides it decides without ports, threads and clocks (design decision 18). */
    @ArchTest
    static final ArchRule theDatabaseDoesNoInputAndNoOutput = noClasses()
            .that()
            .resideInAPackage("io.loommp.database")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.concurrent",
                    "java.util.concurrent.locks..",
                    "java.util.concurrent.atomic..",
                    "org.slf4j..",
                    "org.jctools..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, SecureRandom.class);

    @ArchTest
    static final ArchRule theKernelUsesSeamsEventsRecordsAndTheDatabase = uses(
            "io.loommp.kernel",
            "io.loommp",
            "io.loommp.spi",
            "io.loommp.manage",
            "io.loommp.record",
            "io.loommp.database");

    @ArchTest
    static final ArchRule localNodesUseTheKernel = uses("io.loommp.local", "io.loommp", "io.loommp.kernel");

    @ArchTest
    static final ArchRule supervisorsUseTheKernel =
            uses("io.loommp.supervise", "io.loommp", "io.loommp.spi", "io.loommp.manage", "io.loommp.kernel");

    @ArchTest
    static final ArchRule nodeServicesUseTheKernel = uses(
            "io.loommp.inspect",
            "io.loommp",
            "io.loommp.spi",
            "io.loommp.manage",
            "io.loommp.kernel",
            "io.loommp.database");

    /** What a supervisor decides it decides without ports, threads and clocks. */
    @ArchTest
    static final ArchRule decisionsAreMadeInNoContext = noClasses()
            .that()
            .haveFullyQualifiedName("io.loommp.supervise.Machine")
            .or()
            .haveFullyQualifiedName("io.loommp.supervise.Members")
            .or()
            .haveFullyQualifiedName("io.loommp.supervise.ByHand")
            .or()
            .haveFullyQualifiedName("io.loommp.supervise.Member")
            .or()
            .haveFullyQualifiedName("io.loommp.supervise.StartWindow")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.loommp.kernel..", "io.loommp.spi..", "java.util.concurrent..", "org.slf4j..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class);

    @ArchTest
    static final ArchRule threadedPortsUseTheKernel = uses(
            "io.loommp.loom",
            "io.loommp",
            "io.loommp.spi",
            "io.loommp.kernel",
            "io.loommp.record",
            "io.loommp.database");

    @ArchTest
    static final ArchRule agentsUseThreadedPortsAndTheBus = uses(
            "io.loommp.loom.agent",
            "io.loommp",
            "io.loommp.spi",
            "io.loommp.kernel",
            "io.loommp.manage",
            "io.loommp.loom",
            "io.loommp.record");

    @ArchTest
    static final ArchRule serversUseThreadedPorts = uses(
            "io.loommp.server", "io.loommp", "io.loommp.spi", "io.loommp.kernel", "io.loommp.loom", "io.loommp.record");

    /** The programs of the tutorial are written as users would write them. */
    @ArchTest
    static final ArchRule examplesUseWhatUsersUse = uses(
            "io.loommp.examples",
            "io.loommp",
            "io.loommp.inspect",
            "io.loommp.local",
            "io.loommp.loom",
            "io.loommp.net",
            "io.loommp.service",
            "io.loommp.supervise");

    @ArchTest
    static final ArchRule nobodyUsesExamples = noClasses()
            .that()
            .resideOutsideOfPackage("io.loommp.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.loommp.examples..");

    @ArchTest
    static final ArchRule nounsLogNothing = noClasses()
            .that()
            .resideInAnyPackage("io.loommp", "io.loommp.spi", "io.loommp.record")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "org.jctools..");

    @ArchTest
    static final ArchRule onlyTheNetworkOpensChannels = noClasses()
            .that()
            .resideInAPackage("io.loommp.net..")
            .and()
            .resideOutsideOfPackages("io.loommp.net.io..", "io.loommp.net.file..") // those of files, to lock them
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.channels..")
            .allowEmptyShould(true);

    /** The protocol takes bytes or events and a time, and returns bytes or events (design decision 18). */
    @ArchTest
    static final ArchRule theProtocolDoesNoInputAndNoOutput = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.loommp.net.frame..",
                    "io.loommp.net.wire..",
                    "io.loommp.net.codec..",
                    "io.loommp.net.handshake..",
                    "io.loommp.net.tls..",
                    "io.loommp.net.seeds..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "org.slf4j..", "io.loommp.kernel..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Lock.class, SecureRandom.class)
            .allowEmptyShould(true);

    /** No object and no class is made by a name that another node says (security S20). */
    @ArchTest
    static final ArchRule nothingIsMadeOfWhatTheWireNames = noClasses()
            .that()
            .resideInAnyPackage("io.loommp.kernel..", "io.loommp.record..", "io.loommp.net..")
            .or()
            .resideInAnyPackage("io.loommp", "io.loommp.inspect..", "io.loommp.spi..", "io.loommp.database..")
            .should()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
            .orShould()
            .callMethod(ClassLoader.class, "loadClass", String.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class, URLClassLoader.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.script..", "javax.naming..", "java.rmi..", "jdk.jshell..");

    /** A line editor is for the shell alone: all other commands work without a terminal. */
    @ArchTest
    static final ArchRule onlyTheShellAndTopKnowTheTerminal = noClasses()
            .that()
            .resideOutsideOfPackage("io.loommp.cli.shell..")
            .and()
            .doNotHaveFullyQualifiedName("io.loommp.cli.inspect.TopScreen")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jline..");

    // ---- time ----

    /**
     * Time comes from Timers. The one exception is the parking of the JDK: by its time the close of a node, which ends its
     * Timers, is back in two seconds, and code that refuses to end is slowed down, which may outlive them.
     */
    @ArchTest
    static void timeComesFromTimers(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .or()
                .resideInAnyPackage("io.loommp.loom..", "io.loommp.server..", "io.loommp.net..")
                .and()
                .doNotHaveFullyQualifiedName("io.loommp.kernel.WheelTimers")
                .and()
                .doNotHaveFullyQualifiedName("io.loommp.spi.SystemParking")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Timer.class)
                .check(classes);
    }

    /** All waiting goes through Parking. */
    @ArchTest
    static final ArchRule waitingGoesThroughParking = noClasses()
            .that()
            .resideInAnyPackage("io.loommp.kernel..", "io.loommp.loom..", "io.loommp.server..")
            .and()
            .doNotHaveFullyQualifiedName("io.loommp.kernel.WheelTimers")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(LockSupport.class);
}
