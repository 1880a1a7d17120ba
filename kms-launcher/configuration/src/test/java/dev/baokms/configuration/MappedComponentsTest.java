package dev.baokms.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.configuration.login.LoginMethods;
import dev.baokms.core.ProviderSettings;
import dev.baokms.core.continuity.ContinuitySettings;
import dev.baokms.core.health.HealthRules;
import dev.baokms.core.key.KeyScope;
import dev.baokms.core.keyring.RotationRules;
import dev.baokms.core.login.LoginMethod;
import dev.baokms.core.settings.Setting;
import dev.baokms.grpc.ServerSettings;
import dev.baokms.transit.TransitSettings;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an owner may refuse has a field with a line and a column: a refusal without one would end in an exception. */
class MappedComponentsTest {
    /** What no field gives. */
    private static final Set<String> OF_NO_FIELD =
            Set.of("allowPlainHttpLoopback", "pluginVersion", "rollbackTolerance");

    private static Config example() throws Exception {
        return ConfigReader.parse("c.yaml", Files.readString(Path.of("../../docs/example-config.yaml")));
    }

    private static Set<String> componentsOf(Class<?>... records) {
        return Stream.of(records)
                .flatMap(record -> Arrays.stream(record.getRecordComponents()))
                .filter(component -> !List.of(RotationRules.class, HealthRules.class, ContinuitySettings.class)
                        .contains(component.getType()))
                .map(RecordComponent::getName)
                .filter(name -> !OF_NO_FIELD.contains(name))
                .collect(Collectors.toSet());
    }

    @Test
    void everyComponent_isMappedToAField() throws Exception {
        Config config = example();

        assertThat(SettingsOwner.server(config).fields().keySet()).isEqualTo(componentsOf(ServerSettings.class));
        assertThat(SettingsOwner.transit(config).fields().keySet()).isEqualTo(componentsOf(TransitSettings.class));
        assertThat(SettingsOwner.scope(config).fields().keySet()).isEqualTo(componentsOf(KeyScope.class));
        assertThat(SettingsOwner.provider(config, "1").fields().keySet())
                .isEqualTo(componentsOf(
                        ProviderSettings.class, RotationRules.class, HealthRules.class, ContinuitySettings.class));
    }

    @Test
    void ownersOfTheseTests_areAllThereAre() throws Exception {
        assertThat(SettingsOwner.all(example(), "1").stream()
                        .<Object>map(owner -> owner.record().getClass()))
                .containsExactlyInAnyOrder(
                        ServerSettings.class,
                        TransitSettings.class,
                        KeyScope.class,
                        ProviderSettings.class,
                        ChosenLogin.class);
    }

    static Stream<LoginMethod<?>> methods() {
        return LoginMethods.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everySettingOfALoginMethod_isMappedToItsField(LoginMethod<?> method) {
        var config = new Config(Map.of(ConfigFields.METHOD.name(), method.name()), Map.of());

        assertThat(SettingsOwner.login(config).fields())
                .isEqualTo(method.settings().stream()
                        .map(Setting::name)
                        .collect(Collectors.toMap(name -> name, name -> "auth." + name)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMappedField_isInTheReference(LoginMethod<?> method) {
        var config = new Config(
                Map.of(
                        ConfigFields.METHOD.name(), method.name(),
                        ConfigFields.ADDRESSES.name(), List.of()),
                Map.of());
        Set<String> fields = ConfigFields.ALL.stream().map(Setting::name).collect(Collectors.toSet());

        assertThat(SettingsOwner.all(config, "1"))
                .allSatisfy(
                        owner -> assertThat(fields).containsAll(owner.fields().values()));
    }

    @Test
    void plantedComponentWithoutAField_isSeen() throws Exception {
        SettingsOwner<KeyScope> owner = SettingsOwner.scope(example());

        assertThatThrownBy(() -> owner.fieldOf("planted"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no field is mapped to planted");
    }

    @Test
    void namesOfFields_areDifferent() {
        assertThat(ConfigFields.ALL.stream().map(Setting::name)).doesNotHaveDuplicates();
    }
}
