package example;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Every way of writing a number, a date or a letter by the locale of the process. */
final class Planted {
    private Planted() {}

    static List<Object> byTheLocaleOfTheProcess(PrintStream out, String text, int number) {
        out.printf("%d", number); // refused
        out.format("%,d", number); // refused
        return List.of(
                String.format("%d", number), // refused
                "%d".formatted(number), // refused
                "%.1f".formatted(1.0), // refused
                text.toLowerCase(), // refused
                text.toUpperCase(), // refused
                new Formatter(), // refused
                new DecimalFormat("#.0"), // refused
                NumberFormat.getInstance(), // refused
                DateTimeFormatter.ofPattern("uuuu")); // refused
    }

    /** The compiler judges patterns that it can read, and lets these pass: write them at their place. */
    static List<Object> unseen(String pattern, int number) {
        return List.of(String.format(pattern, number), pattern.formatted(number));
    }

    static List<Object> inEveryLocaleTheSame(String text, int number) {
        return List.of(
                String.format(Locale.ROOT, "%d", number),
                "%s".formatted(number),
                text.toLowerCase(Locale.ROOT),
                DateTimeFormatter.ofPattern("uuuu", Locale.ROOT));
    }
}
