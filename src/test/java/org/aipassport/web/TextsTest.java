package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every word that a page shows is in the texts, in each language, and every key that is asked. */
class TextsTest {
  private static final Map<String, String> ENGLISH = Language.read("");
  private static final Map<String, String> GERMAN = Language.read("_de");

  /** The product's own name is the same in every language. */
  private static final Set<String> NAMES = Set.of("AIPassport");

  private static final Pattern EXPRESSION = Pattern.compile("#\\{[^}]*}");
  private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)");

  /** {@code t.of('a.key'} in pages and {@code texts.of("a.key"} in Java: a whole key follows. */
  private static final Pattern ASKED =
      Pattern.compile("(?:\\bt|texts)\\.of\\(\\s*['\"]([^'\"]+)['\"]\\s*[,)]");

  /** Beginnings of keys, to which something is added. */
  private static final Pattern BEGUN =
      Pattern.compile(
          "\\.of\\(\\s*'([^']+)'\\.concat\\(|(?:texts|t)\\.(?:of|has)\\(\\s*\"([^\"]+)\"\\s*\\+");

  /** Both answers of {@code t.of(what ? 'this' : 'that')}. */
  private static final Pattern EITHER =
      Pattern.compile("t\\.of\\([^'?]*\\?\\s*'([^']+)'\\s*:\\s*'([^']+)'");

  /** Attributes that are read out or shown. */
  private static final Set<String> SHOWN =
      Set.of("alt", "title", "placeholder", "label", "aria-label", "itemLabel", "summary");

  static Stream<Path> pages() throws IOException {
    return files(Path.of("src/main/webapp"), ".xhtml");
  }

  private static Stream<Path> sources() throws IOException {
    return files(Path.of("src/main/java/org/aipassport/web"), ".java");
  }

  private static Stream<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
    }
  }

  @Test
  void languagesHaveTheSameKeys() {
    assertThat(GERMAN.keySet()).containsExactlyInAnyOrderElementsOf(ENGLISH.keySet());
  }

  @Test
  void translationsHaveTheSamePlaces() {
    for (Map.Entry<String, String> text : ENGLISH.entrySet()) {
      assertThat(places(GERMAN.get(text.getKey())))
          .as(text.getKey())
          .isEqualTo(places(text.getValue()));
    }
  }

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_de"})
  void textsAreWholeAndHaveTypographicApostrophes(String suffix) {
    for (Map.Entry<String, String> text : Language.read(suffix).entrySet()) {
      assertThat(text.getValue()).as(text.getKey()).isNotBlank().doesNotContain("'", "\ufffd");
      assertThat(new MessageFormat(text.getValue(), Locale.ENGLISH)).as(text.getKey()).isNotNull();
    }
  }

  /** One file would hide the other's text. */
  @ParameterizedTest
  @ValueSource(strings = {"", "_de"})
  void noKeyIsInTwoFilesOrTwiceInOne(String suffix) throws IOException {
    List<String> keys = new ArrayList<>();
    for (String area : Language.AREAS) {
      Path file =
          Path.of("src/main/resources/org/aipassport/web/texts", area + suffix + ".properties");
      Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> keys.add(line.substring(0, line.indexOf('='))));
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void everyKeyThatIsAskedForExists() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Path file : Stream.concat(pages(), sources()).toList()) {
      String text = Files.readString(file);
      Stream.concat(groups(ASKED, text), groups(EITHER, text))
          .filter(key -> !ENGLISH.containsKey(key))
          .forEach(key -> missing.add(file.getFileName() + ": " + key));
      groups(BEGUN, text)
          .filter(begun -> ENGLISH.keySet().stream().noneMatch(key -> key.startsWith(begun)))
          .forEach(begun -> missing.add(file.getFileName() + ": " + begun + "..."));
    }
    assertThat(missing).isEmpty();
  }

  private static Stream<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().flatMap(TextsTest::groups);
  }

  private static Stream<String> groups(MatchResult found) {
    return Stream.iterate(1, i -> i <= found.groupCount(), i -> i + 1)
        .map(found::group)
        .filter(group -> group != null);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pageHasNoWordsOfItsOwn(Path page) throws IOException, XMLStreamException {
    List<String> words = new ArrayList<>();
    // the reader knows no entities; pages use &amp; and the like only in links
    XMLStreamReader xml =
        XMLInputFactory.newFactory()
            .createXMLStreamReader(
                new StringReader(Files.readString(page).replace("<!DOCTYPE html>", "")));
    int code = 0; // names of settings and variables are no words of a language
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.CHARACTERS && code == 0) {
        words.addAll(words(xml.getText()));
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        code += xml.getLocalName().equals("code") ? 1 : 0;
        words.addAll(attributes(xml));
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        code -= xml.getLocalName().equals("code") ? 1 : 0;
      }
    }
    assertThat(words).isEmpty();
  }

  private static List<String> attributes(XMLStreamReader xml) {
    List<String> words = new ArrayList<>();
    boolean button = xml.getLocalName().equals("commandButton") || isSubmit(xml);
    boolean output = xml.getLocalName().startsWith("output");
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String name = xml.getAttributeLocalName(i);
      if (SHOWN.contains(name) || (name.equals("value") && (button || output))) {
        words.addAll(words(xml.getAttributeValue(i)));
      }
    }
    return words;
  }

  private static boolean isSubmit(XMLStreamReader xml) {
    return xml.getLocalName().equals("input")
        && "submit".equals(xml.getAttributeValue(null, "type"));
  }

  private static List<String> words(String text) {
    return WORD.matcher(EXPRESSION.matcher(text).replaceAll(" "))
        .results()
        .map(MatchResult::group)
        .filter(word -> !NAMES.contains(word))
        .toList();
  }

  /** Faces finds these by itself, in the language of the page and not of the machine. */
  @ParameterizedTest
  @CsvSource({"en, C", "de, W", "en-XA, \u27e6"})
  void wordsOfFacesAreTranslatedToo(String language, String beginning) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.FRENCH);
    try {
      ResourceBundle words =
          ResourceBundle.getBundle(
              "org.aipassport.web.texts.faces", Locale.forLanguageTag(language));
      assertThat(words.keySet()).hasSize(2);
      assertThat(words.getString("jakarta.faces.component.UISelectOne.INVALID"))
          .startsWith(beginning);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void pseudoLanguageMarksEveryText() {
    Language pseudo = Language.of(Locale.forLanguageTag("en-XA"));
    for (Map.Entry<String, String> text : ENGLISH.entrySet()) {
      assertThat(pseudo.text(text.getKey()))
          .startsWith(Language.OPENS)
          .contains(text.getValue())
          .endsWith(Language.CLOSES);
    }
  }
}
