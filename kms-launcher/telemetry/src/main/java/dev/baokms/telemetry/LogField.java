package dev.baokms.telemetry;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A field of the log lines, which people's queries rely on. The documentation of the log lines is made from
 * {@link #ALL}; a line with any other field fails every test that sees it.
 *
 * @param meaning one phrase for people, in Markdown
 */
public record LogField(String name, String meaning) {
    public static final List<LogField> ALL = List.of(
            new LogField("ts", "when, UTC with milliseconds"),
            new LogField("level", "`debug`, `info`, `warn` or `error`"),
            new LogField("message", "fixed words: equal events have equal messages"),
            new LogField("operation", "which call (`encrypt`), request to OpenBao (`transit_encrypt`), probe or login"),
            new LogField("status", "how it ended: a gRPC status code, `ok` or a reason code; or the new health"),
            new LogField("reason", "a [reason code](../operations/troubleshooting.md#reason-codes)"),
            new LogField("detail", "a sentence for people: what is wrong and what fixes it"),
            new LogField("duration_ms", "how long it took, waiting included"),
            new LogField("request_uid_hash", "hash of the API server's request id"),
            new LogField(
                    "openbao_request_id", "OpenBao's own request id; `logging.logOpenBaoRequestIDs` switches it off"),
            new LogField("key_id_hash", "hash of a key_id, written as kube-apiserver writes it"),
            new LogField("transit_key_version", "a version of the key"),
            new LogField("activation", "when that version becomes the write key"),
            new LogField("valid_until", "end of the token that is held"),
            new LogField("continuity_until", "until when calls are answered in an outage"),
            new LogField("seeds", "how many seeds are, or were, held"),
            new LogField("refused", "how many wrapped seeds did not open"),
            new LogField("requests", "how many requests to OpenBao that took"),
            new LogField("encrypts", "how many seeds were wrapped here in the outage"),
            new LogField("decrypts", "how many were handed out in it"),
            new LogField("uses", "how many requests that token serves"),
            new LogField("address", "a listener of this machine, as it is configured"),
            new LogField("dropped", "how many log lines were lost"),
            new LogField("line", "`message` of lines that were left out"),
            new LogField("left_out", "how many of them"),
            new LogField("endpoint", "place of an address in the configured list, from 0"),
            new LogField("file", "which of the watched files, by the label of `openbao_kms_file_reloads_total`"),
            new LogField("path", "where a file is"),
            new LogField("user", "user of a process that was refused"),
            new LogField("group", "its group"),
            new LogField("ends", "end of the client certificate"),
            new LogField("min_remaining_ttl", "how long before its end the warning comes"),
            new LogField("log_level", "the level from now on"),
            new LogField("needs_restart", "fields that were changed and wait for a restart"),
            new LogField("problems", "place and field of what is wrong in a configuration"),
            new LogField("error_class", "type of an unexpected exception; never its message"),
            new LogField("frames", "where it was thrown"),
            new LogField("logger", "which library reports something; never its words"));

    public static final Set<String> NAMES = ALL.stream().map(LogField::name).collect(Collectors.toUnmodifiableSet());
}
