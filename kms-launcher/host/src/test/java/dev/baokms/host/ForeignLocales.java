package dev.baokms.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locales whose numbers are written in other digits, and one whose letters differ: what machines read stays the same. */
public final class ForeignLocales {
    private ForeignLocales() {}

    /** Runs a test with the tag of each; it changes the locale of the whole process. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ResourceLock(Resources.LOCALE)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ar-EG-u-nu-arab",
                "fa-IR-u-nu-arabext",
                "bn-BD-u-nu-beng",
                "mr-IN-u-nu-deva",
                "my-MM-u-nu-mymr",
                "tr-TR"
            })
    public @interface Each {}

    /** @return what is made in the root locale, which is also what is made in the other */
    public static <T> T sameAsInRoot(String tag, Callable<T> made) throws Exception {
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            T expected = made.call();
            Locale.setDefault(Locale.forLanguageTag(tag));
            assertThat(String.format(Locale.getDefault(), "%d %s", 1, "ID".toLowerCase(Locale.getDefault())))
                    .as("the test would prove nothing")
                    .isNotEqualTo("1 id");
            assertThat(made.call()).isEqualTo(expected);
            return expected;
        } finally {
            Locale.setDefault(usual);
        }
    }
}
