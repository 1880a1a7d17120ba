package dev.baokms.testkit.conformance;

/** The verdict as a picture for a page: an SVG of one line. */
final class Badge {
    private static final String LABEL = "KMS v2";
    private static final int LABEL_WIDTH = 56;
    private static final int CHARACTER_WIDTH = 7;
    private static final int PADDING = 14;

    private Badge() {}

    static String of(ConformanceReport report) {
        String verdict = report.verdict().label().replace('-', ' ') + (report.certificate() ? "" : ", quick run");
        int width = verdict.length() * CHARACTER_WIDTH + PADDING;
        String colour = switch (report.verdict()) {
            case CONFORMS -> "#1a7f37";
            case INCOMPLETE -> "#9a6700";
            case DOES_NOT_CONFORM -> "#cf222e";
        };
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="%s" height="20" role="img" aria-label="%s: %s">
            <title>%s: %s, catalogue %s</title>
            <rect width="%s" height="20" rx="3" fill="#555"/>
            <rect x="%s" width="%s" height="20" rx="3" fill="%s"/>
            <g fill="#fff" font-family="Verdana, sans-serif" font-size="11" text-anchor="middle">
            <text x="%s" y="14">%s</text><text x="%s" y="14">%s</text></g></svg>
            """.formatted(
                        LABEL_WIDTH + width,
                        LABEL,
                        verdict,
                        LABEL,
                        verdict,
                        Catalogue.VERSION,
                        LABEL_WIDTH + width,
                        LABEL_WIDTH,
                        width,
                        colour,
                        LABEL_WIDTH / 2,
                        LABEL,
                        LABEL_WIDTH + width / 2,
                        verdict);
    }
}
