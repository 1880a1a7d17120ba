package dev.baokms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The drawings of the pages: each is used, says in words what it shows, loads nothing, and can be read in light and in dark. They
 * have one palette, so that the same colour means the same thing everywhere.
 */
class PicturesTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path FOLDER = ROOT.resolve("docs/pictures");
    private static final Pattern IMAGE = Pattern.compile("!\\[([^]]*)]\\(([^)]+\\.svg)\\)");
    private static final Pattern DRAWN_IN_TEXT = Pattern.compile("-{4,}>|<-{4,}|[│┌└├]");
    private static final Pattern RULE = Pattern.compile("(?m)^\\s*([.a-z]+) \\{([^}]*)}");
    private static final Pattern SIZE = Pattern.compile("font-size: ([0-9.]+)px");
    /** What would come from elsewhere, or would act. */
    private static final Set<String> FORBIDDEN =
            Set.of("image", "use", "script", "foreignObject", "a", "animate", "set", "link");

    @Test
    void everyPicture_isWhatAReaderNeeds() throws Exception {
        var problems = new ArrayList<String>();
        for (Path picture : pictures()) {
            problems.addAll(problems(picture.getFileName().toString(), Files.readString(picture)));
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void everyPicture_hasTheSamePalette() throws Exception {
        var styles = new TreeSet<String>();
        for (Path picture : pictures()) {
            styles.add(style(parsed(Files.readString(picture))));
        }
        assertThat(styles).hasSize(1);
    }

    @Test
    void everyPicture_isOnAPage_andEveryImageIsDescribed() throws IOException {
        var shown = new TreeSet<Path>();
        for (Path page : pages()) {
            for (MatchResult image :
                    IMAGE.matcher(Files.readString(page)).results().toList()) {
                assertThat(image.group(1)).as(page + ": " + image.group(2)).hasSizeGreaterThan(20);
                shown.add(page.resolveSibling(image.group(2)).normalize());
            }
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(pictures());
    }

    @Test
    void noPage_drawsWithLetters() throws IOException {
        for (Path page : pages()) {
            assertThat(DRAWN_IN_TEXT.matcher(Files.readString(page)).results().map(MatchResult::group))
                    .as(page.toString())
                    .isEmpty();
        }
    }

    @Test
    void plantedFaults_areSeen() throws Exception {
        String good = Files.readString(FOLDER.resolve("trust.svg"));

        assertThat(problems("x", good.replaceFirst("<title.*</title>", "<title id='title'/>")))
                .containsExactly("x: no title");
        assertThat(problems("x", good.replace("</svg>", "<image href='https://example.com/a.png'/></svg>")))
                .containsExactly("x: image", "x: refers to https://example.com/a.png");
        assertThat(problems("x", good.replace("class=\"paper\"", "fill=\"#fff\"")))
                .containsExactly("x: own fill");
        assertThat(problems("x", good.replace("      .tip { fill: #9da7b1; }\n", "")))
                .containsExactly("x: the same colours in dark and light: .tip");
        assertThat(problems("x", good.replace("12.5px", "9px"))).containsExactly("x: letters of 9 px");
        assertThat(problems("x", good.replaceFirst("class=\"own\"", "class=\"odd\"")))
                .containsExactly("x: no colour for .odd");
    }

    private static List<String> problems(String name, String svg) throws Exception {
        Document picture = parsed(svg);
        var problems = new ArrayList<String>();
        for (String part : List.of("title", "desc")) {
            if (!svg.contains("aria-labelledby=\"title desc\"")
                    || picture.getElementsByTagName(part)
                            .item(0)
                            .getTextContent()
                            .isBlank()) {
                problems.add("no " + part);
            }
        }
        String light = style(picture).split("@media \\(prefers-color-scheme: dark\\)", 2)[0];
        String dark = style(picture).substring(light.length());
        coloured(light).stream()
                .filter(each -> !coloured(dark).contains(each))
                .forEach(each -> problems.add("the same colours in dark and light: " + each));
        SIZE.matcher(light)
                .results()
                .map(size -> size.group(1))
                .filter(size -> Double.parseDouble(size) < 12)
                .forEach(size -> problems.add("letters of " + size + " px"));
        NodeList elements = picture.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            problems.addAll(problems((Element) elements.item(i), light));
        }
        return problems.stream().map(problem -> name + ": " + problem).toList();
    }

    private static List<String> problems(Element element, String light) {
        var problems = new ArrayList<String>();
        if (FORBIDDEN.contains(element.getTagName())) {
            problems.add(element.getTagName());
        }
        for (String own : List.of("fill", "stroke", "style", "font-family", "font-size")) {
            if (element.hasAttribute(own)) {
                problems.add("own " + own);
            }
        }
        for (String place : List.of("href", "xlink:href", "src")) {
            if (element.hasAttribute(place)) {
                problems.add("refers to " + element.getAttribute(place));
            }
        }
        for (String word : element.getAttribute("class").split(" ", -1)) {
            if (!word.isEmpty() && !light.contains("." + word + " {")) {
                problems.add("no colour for ." + word);
            }
        }
        if (element.getTagName().equals("style")
                && element.getTextContent().matches("(?s).*(@import|url\\(|@font-face).*")) {
            problems.add("the style loads something");
        }
        return problems;
    }

    /** The names of the rules that set a colour. */
    private static Set<String> coloured(String style) {
        return RULE.matcher(style)
                .results()
                .filter(rule -> rule.group(2).contains("#"))
                .map(rule -> rule.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String style(Document picture) {
        return picture.getElementsByTagName("style").item(0).getTextContent();
    }

    private static Document parsed(String svg) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> pictures = files.sorted().toList();
            assertThat(pictures)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(file -> assertThat(file.toString()).endsWith(".svg"));
            return pictures;
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.[^/]+)/.*"))
                    .sorted()
                    .toList();
        }
    }
}
