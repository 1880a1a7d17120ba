package dev.baokms.operator.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baokms.core.stored.Coverage;
import dev.baokms.kubernetes.EncryptedResources.GroupResource;
import dev.baokms.operator.report.ApiServerMetrics;
import dev.baokms.operator.rotate.KubernetesApi.Question;
import dev.baokms.operator.rotate.KubernetesApi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ResourceFinderTest {
    private static final List<String> ALL = List.of("create", "list", "patch");

    private final Map<String, Reply> pages = new HashMap<>(Map.of(
            "/api/v1", resources("secrets", "events", "pods"),
            "/apis", FakeApiServer.reply(200, Map.of("groups", List.of(group("apps"), group("away.example.com")))),
            "/apis/apps", FakeApiServer.reply(200, group("apps")),
            "/apis/apps/v1", resources("deployments"),
            "/apis/away.example.com/v1", FakeApiServer.reply(503, Map.of()),
            "/apis/hidden.example.com", FakeApiServer.reply(200, group("hidden.example.com")),
            "/apis/hidden.example.com/v1", resources("widgets")));
    private final List<String> told = new ArrayList<>();

    private static Map<String, ?> group(String name) {
        return Map.of("name", name, "preferredVersion", Map.of("version", "v1"));
    }

    private static Reply resources(String... names) {
        var resources = new ArrayList<Map<String, ?>>();
        for (String name : names) {
            resources.add(Map.of("name", name, "verbs", ALL));
            resources.add(Map.of("name", name + "/status", "verbs", ALL));
        }
        resources.add(Map.of("name", "bindings", "verbs", List.of("create")));
        return FakeApiServer.reply(200, Map.of("resources", resources));
    }

    private record Rule(Predicate<String> ours, Set<String> named) implements Coverage {
        @Override
        public Duty dutyOf(String resource) {
            return ours.test(resource) ? Duty.OURS : Duty.NOT_OURS;
        }
    }

    private ResourceFinder finder() {
        var api = new KubernetesApi() {
            @Override
            public List<String> servers() {
                return List.of();
            }

            @Override
            public ApiServerMetrics metrics(String server, String providerName) {
                throw new AssertionError("not asked here");
            }

            @Override
            public Reply ask(Question question) {
                return pages.getOrDefault(question.path(), FakeApiServer.reply(404, Map.of()));
            }
        };
        return new ResourceFinder(
                new PatientApi(api, new World(), Duration.ofMinutes(1), told::add),
                new PatientApi(api, new World(), Duration.ZERO, told::add),
                told::add);
    }

    private static List<String> codes(List<FoundResource> found) {
        return found.stream().map(FoundResource::code).toList();
    }

    @Test
    void wildcard_isEverythingThatIsServed_withoutAServerThatIsAway() throws Exception {
        var everything = new Rule(name -> !name.equals("events"), Set.of());

        assertThat(codes(finder().covered(everything))).containsExactly("secrets@v1", "pods@v1", "deployments.apps@v1");
        assertThat(told).singleElement().asString().startsWith("group away.example.com is left out: ");
    }

    @Test
    void namedResource_isFoundInAGroupThatIsNotListed() throws Exception {
        var widgets = new Rule("widgets.hidden.example.com"::equals, Set.of("widgets.hidden.example.com"));

        assertThat(codes(finder().covered(widgets))).containsExactly("widgets.hidden.example.com@v1");
        assertThat(told).isEmpty();
    }

    @Test
    void nameOfAnObject_isAPathSegment_whateverItHolds() {
        var roles = new FoundResource(new GroupResource("rbac.authorization.k8s.io", "clusterroles"), "v1");

        assertThat(roles.path(new ObjectPage.ListedObject("", "system:a b?#", "uid", "1")))
                .isEqualTo("/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aa%20b%3F%23");
    }

    @Test
    void nameThatIsNotServed_isRefused() throws Exception {
        assertThat(codes(finder().named(List.of(GroupResource.of("secrets"), GroupResource.of("deployments.apps")))))
                .containsExactly("secrets@v1", "deployments.apps@v1");
        assertThatThrownBy(() -> finder().named(List.of(GroupResource.of("widgets.example.com"))))
                .hasMessageContaining("has no group example.com");
        assertThatThrownBy(() -> finder().named(List.of(GroupResource.of("bindings"))))
                .hasMessageContaining("lists no resource bindings that can be patched");
    }
}
