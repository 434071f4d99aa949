package io.loommp.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.MessageDigest;

/** Proofs are compared in one place, in a time that does not tell where they differ (security T3). */
@AnalyzeClasses(packages = "io.loommp", importOptions = ImportOption.DoNotIncludeTests.class)
class AuthenticatorsTest {
    private static final String AUTHENTICATOR = "io.loommp.net.handshake.Authenticator";

    private static final DescribedPredicate<JavaMethodCall> ORDINARY_COMPARISONS =
            DescribedPredicate.describe("ordinary comparisons", call -> {
                String method = call.getTarget().getName();
                return method.equals("equals")
                        || method.equals("compareTo")
                        || method.equals("compare")
                        || method.equals("mismatch")
                        || method.equals("contentEquals")
                        || method.equals("regionMatches")
                        || method.equals("startsWith");
            });

    @ArchTest
    static final ArchRule proofsAreComparedInConstantTime = classes()
            .that()
            .haveFullyQualifiedName(AUTHENTICATOR)
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class);

    @ArchTest
    static final ArchRule andInNoOtherWay =
            noClasses().that().haveFullyQualifiedName(AUTHENTICATOR).should().callMethodWhere(ORDINARY_COMPARISONS);

    /** Whoever had a proof that is expected could compare it: only the one who says it asks for it. */
    @ArchTest
    static final ArchRule andNowhereElse = noMethods()
            .that()
            .areDeclaredIn(AUTHENTICATOR)
            .and()
            .haveName("proof")
            .should()
            .bePublic()
            .orShould()
            .beProtected();

    @ArchTest
    static final ArchRule secretsHaveNoEquals = noMethods()
            .that()
            .areDeclaredIn("io.loommp.net.Secret")
            .or()
            .areDeclaredIn("io.loommp.net.Credentials")
            .or()
            .areDeclaredIn(AUTHENTICATOR)
            .should()
            .haveName("equals")
            .orShould()
            .haveName("compareTo");
}
