package dev.baokms.etcd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.baokms.etcd.proto.KVGrpc;
import dev.baokms.etcd.proto.MaintenanceGrpc;
import dev.baokms.etcd.proto.WatchGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final ArchRule KNOWS_ONLY_ITS_OWN = classes()
            .that()
            .resideInAPackage("dev.baokms.etcd")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.baokms.etcd..",
                    "dev.baokms.core.stored",
                    // Of files of certificates and keys.
                    "dev.baokms.core.port",
                    "dev.baokms.core.secret",
                    "dev.baokms.host",
                    "io.grpc..",
                    "io.netty..",
                    "com.google.protobuf",
                    "java..",
                    "javax.net.ssl",
                    "org.jspecify.annotations");

    /** What a call can be made of; the stubs are made of the methods below. */
    private static final ArchRule CALLS_THROUGH_STUBS_ALONE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.baokms.etcd.proto")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(MethodDescriptor.class.getName())
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName(ClientCalls.class.getName());

    /** Of all that etcd offers. What writes is not here, so nothing of this product can write to etcd. */
    private static final Set<String> METHODS = Set.of(
            "etcdserverpb.KV/Range",
            "etcdserverpb.Maintenance/Status",
            "etcdserverpb.Maintenance/HashKV",
            "etcdserverpb.Maintenance/Snapshot",
            "etcdserverpb.Watch/Watch");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.baokms.etcd");

    @Test
    void main_knowsOnlyThePortAndItsLibraries() {
        assertThat(main).isNotEmpty();

        KNOWS_ONLY_ITS_OWN.check(main);
    }

    @Test
    void rule_bites() {
        JavaClasses planted = new ClassFileImporter().importClasses(ArchitectureTest.class);

        assertThatThrownBy(() -> KNOWS_ONLY_ITS_OWN.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ArchitectureTest.class.getName());
    }

    @Test
    void stubs_haveNoMethodThatWrites() {
        Set<String> services = main.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Grpc"))
                .collect(Collectors.toSet());
        Set<String> methods = Stream.of(
                        KVGrpc.getServiceDescriptor(),
                        MaintenanceGrpc.getServiceDescriptor(),
                        WatchGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream())
                .map(MethodDescriptor::getFullMethodName)
                .collect(Collectors.toSet());

        assertThat(services).containsExactlyInAnyOrder("KVGrpc", "MaintenanceGrpc", "WatchGrpc");
        assertThat(methods).isEqualTo(METHODS);
        CALLS_THROUGH_STUBS_ALONE.check(main);
    }

    @Test
    void callBesideTheStubs_isCaught() {
        JavaClasses planted = new ClassFileImporter().importClasses(ArchitectureTest.class);

        assertThat(CALLS_THROUGH_STUBS_ALONE.evaluate(planted).hasViolation()).isTrue();
    }

    @Test
    void publicTypes_areTheEntryAndWhatItTakes_andWhatReadsKeysForOthers() {
        assertThat(main.stream()
                        .filter(type -> type.getPackageName().equals("dev.baokms.etcd"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("EtcdSources", "LiveSettings", "PemContent", "BrokenPemException");
    }
}
