package dev.baokms.operator.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the documentation page and section that help with a problem. */
public final class Runbook {
    private static final String TROUBLESHOOTING = "docs/operations/troubleshooting.md#";

    /** The daemon's own sentences end with a reason code, which is also the name of an anchor. */
    private static final Pattern CODE = Pattern.compile("\\[([a-z_]{1,40})]$");

    /** Pages by the beginning of a check's id; the first match decides. */
    static final List<Map.Entry<String, String>> PAGES = List.of(
            Map.entry("transit.profile", TROUBLESHOOTING + "profile-findings"),
            Map.entry("openbao.auth", TROUBLESHOOTING + "login-texts"),
            Map.entry("jwt.", TROUBLESHOOTING + "login-texts"),
            Map.entry("oauth2.", TROUBLESHOOTING + "login-texts"),
            Map.entry("auth.cert.", TROUBLESHOOTING + "login-texts"),
            Map.entry("token.", TROUBLESHOOTING + "login-texts"),
            Map.entry("transit.version_restrictions", "docs/operations/retiring.md"),
            Map.entry("transit.", TROUBLESHOOTING + "reason-codes"),
            Map.entry("openbao.", TROUBLESHOOTING + "reason-codes"),
            Map.entry("kms.", TROUBLESHOOTING + "reason-codes"),
            Map.entry("registry.", "docs/operations/recovery.md"),
            Map.entry("rotation.", "docs/operations/rotation.md"));

    private Runbook() {}

    /** Returns the page for a check that did not pass. */
    static Optional<String> of(CheckReport.Check check) {
        Matcher code = CODE.matcher(check.diagnosis().message());
        return code.find()
                ? Optional.of(ofReason(code.group(1)))
                : PAGES.stream()
                        .filter(page -> check.id().startsWith(page.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    /** Returns the page for a reason code of {@code /ready}, a log line or a Status text. */
    public static String ofReason(String code) {
        return TROUBLESHOOTING + code;
    }
}
