package dev.baokms.testkit.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a role gives to those it admits: its {@code token_*} parameters. Durations of zero are not set.
 *
 * @param ttl how long a token lives without renewal
 * @param explicitMax a limit that later changes of the role do not affect
 * @param numUses 0 for unlimited
 */
record TokenTerms(
        List<String> policies,
        boolean noDefaultPolicy,
        boolean batch,
        Duration ttl,
        Duration maxTtl,
        Duration explicitMax,
        Duration period,
        int numUses) {
    static TokenTerms read(RequestParameters fields) {
        var terms = new TokenTerms(
                fields.texts("token_policies"),
                fields.flag("token_no_default_policy"),
                fields.text("token_type").equals("batch"),
                fields.duration("token_ttl"),
                fields.duration("token_max_ttl"),
                fields.duration("token_explicit_max_ttl"),
                fields.duration("token_period"),
                fields.number("token_num_uses"));
        if (terms.batch && (!terms.period.isZero() || terms.numUses != 0)) {
            throw Refusal.of(
                    400,
                    "'token_type' cannot be 'batch' or 'default_batch' when set to generate "
                            + (terms.numUses != 0 ? "tokens with limited use count" : "periodic tokens"));
        }
        if (!terms.maxTtl.isZero() && terms.ttl.compareTo(terms.maxTtl) > 0) {
            throw Refusal.of(400, "'token_ttl' cannot be greater than 'token_max_ttl'");
        }
        return terms;
    }

    static TokenTerms of(List<String> policies, Duration ttl) {
        return new TokenTerms(policies, true, false, ttl, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    /** Sorted, with the default policy unless the role goes without. */
    List<String> granted() {
        List<String> all = new ArrayList<>(policies);
        if (!noDefaultPolicy) {
            all.add("default");
        }
        return List.copyOf(new TreeSet<>(all));
    }

    /** @param name the last part of the display name */
    StoredToken.Grant grant(StoredToken.LoggedIn login, String name, Map<String, String> meta) {
        Duration first = !period.isZero() ? period : !ttl.isZero() ? ttl : Tokens.MOUNT_MAX;
        return new StoredToken.Grant(
                this,
                Lifetime.least(first, maxTtl, explicitMax, Tokens.MOUNT_MAX),
                !batch,
                true,
                login.mount().substring("auth/".length()).replace('/', '-') + "-" + name,
                login.mount() + "/login",
                Optional.of(meta),
                Optional.of(login));
    }
}
