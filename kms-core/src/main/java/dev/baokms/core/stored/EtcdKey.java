package dev.baokms.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An etcd key as an API server lays it out: {@code <prefix>/<resource>/[namespace/]name}. The stored object is bound to
 * the whole key; its parts are for people.
 *
 * @param prefix such as {@code /registry}; empty for a key of no such form
 * @param resource as an EncryptionConfiguration names it, such as {@code secrets} or {@code widgets.example.com}; a
 *     built-in plural that is not known here has no group; empty for a key of no such form
 * @param namespace of a namespaced object
 * @param name of the object; empty for a key that is no object
 */
public record EtcdKey(String prefix, String resource, Optional<String> namespace, String name) {
    /** Built-in resources are stored under the bare plural; an EncryptionConfiguration wants the group, too. */
    private static final Map<String, String> GROUPS = ResourceGroups.byPlural();

    /** Resources whose segment in the key is not the plural of the API. */
    private static final Map<String, String> SPELLINGS = Map.of(
            "minions", "nodes",
            "controllers", "replicationcontrollers",
            "ingress", "ingresses",
            "services/specs", "services",
            "services/endpoints", "endpoints",
            "oauth/accesstokens", "oauthaccesstokens.oauth.openshift.io",
            "oauth/authorizetokens", "oauthauthorizetokens.oauth.openshift.io");

    private static final String OPENSHIFT = "/openshift.io";

    /** First segments that name a resource only with the one after them. */
    private static final List<byte[]> HALVES = SPELLINGS.keySet().stream()
            .filter(stored -> stored.indexOf('/') > 0)
            .map(stored -> stored.substring(0, stored.indexOf('/')))
            .distinct()
            .map(half -> half.getBytes(UTF_8))
            .toList();

    /** Reads a key of any form. */
    public static EtcdKey of(ByteBuffer key) {
        int scope = scopeLength(key);
        String text = UTF_8.decode(key.duplicate()).toString();
        if (scope == 0) {
            return new EtcdKey("", "", Optional.empty(), "");
        }
        String head =
                UTF_8.decode(key.duplicate().limit(key.position() + scope)).toString();
        int slash = head.indexOf('/', 1);
        String prefix = head.substring(0, slash);
        String resource = resource(prefix, head.substring(slash + 1));
        String rest = text.length() > head.length() ? text.substring(head.length() + 1) : "";
        int inner = rest.indexOf('/');
        // Two segments are a namespace and a name; more have no known meaning and stay one name.
        boolean namespaced = inner > 0 && inner == rest.lastIndexOf('/') && inner < rest.length() - 1;
        return namespaced
                ? new EtcdKey(prefix, resource, Optional.of(rest.substring(0, inner)), rest.substring(inner + 1))
                : new EtcdKey(prefix, resource, Optional.empty(), rest);
    }

    /**
     * The length of prefix and resource at the start of the key, so that a reader of many keys can remember their
     * meaning.
     *
     * @return 0 for a key of no such form
     */
    static int scopeLength(ByteBuffer key) {
        int first = key.hasRemaining() && key.get(key.position()) == '/' ? key.position() : -1;
        int second = first < 0 ? -1 : next(key, first + 1);
        if (second < 0 || second == first + 1) {
            return 0;
        }
        int third = next(key, second + 1);
        int end = third < 0 ? key.limit() : third;
        if (end == second + 1) {
            return 0;
        }
        // Two segments name the resource: a group with its plural, and the few built-in ones.
        if (third >= 0 && (hasDot(key, second + 1, third) || isHalf(key, second + 1, third))) {
            int fourth = next(key, third + 1);
            end = fourth < 0 ? key.limit() : fourth;
        }
        return end - key.position();
    }

    /**
     * Whether the API server keeps only its own bookkeeping here, which it never encrypts: its leases, ranges, a
     * marker.
     */
    public boolean bookkeeping() {
        return name.isEmpty()
                || resource.equals("ranges")
                || resource.equals("masterleases")
                || resource.equals("peerserverleases");
    }

    /** Whether API servers usually have this prefix; {@code --etcd-prefix} may name any. */
    public boolean usualPrefix() {
        return prefix.equals("/registry") || prefix.equals("/kubernetes.io") || prefix.equals(OPENSHIFT);
    }

    private static String resource(String prefix, String stored) {
        if (prefix.equals(OPENSHIFT) && stored.equals("routes")) {
            return "routes.route.openshift.io";
        }
        int slash = stored.indexOf('/');
        if (slash > 0 && stored.substring(0, slash).indexOf('.') >= 0) {
            return stored.substring(slash + 1) + "." + stored.substring(0, slash);
        }
        String plural = SPELLINGS.getOrDefault(stored, stored);
        String group = GROUPS.getOrDefault(plural, "");
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The place of the next slash, or -1. */
    private static int next(ByteBuffer key, int from) {
        for (int at = from; at < key.limit(); at++) {
            if (key.get(at) == '/') {
                return at;
            }
        }
        return -1;
    }

    private static boolean hasDot(ByteBuffer key, int from, int to) {
        for (int at = from; at < to; at++) {
            if (key.get(at) == '.') {
                return true;
            }
        }
        return false;
    }

    private static boolean isHalf(ByteBuffer key, int from, int to) {
        for (byte[] half : HALVES) {
            if (is(key, from, to, half)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(ByteBuffer key, int from, int to, byte[] word) {
        if (to - from != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (key.get(from + i) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
