package org.aipassport.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * All texts of one language, read once. English has every key; what another language lacks is shown
 * in English. The pseudo-language {@code en-XA} marks every text, so that what is left unmarked on
 * a page is a text that nobody can translate.
 */
final class Language {
  /** The files, by what they are about. */
  static final List<String> AREAS = List.of("common", "entrance", "grants", "account", "operator");

  /** What the marks of the pseudo-language are. */
  static final String OPENS = "\u27e6";

  static final String CLOSES = "\u27e7";

  private static final Locale PSEUDO = Locale.forLanguageTag("en-XA");
  private static final Language ENGLISH = new Language(Locale.ENGLISH, read(""));
  private static final Map<Locale, Language> ALL =
      Map.of(
          Locale.ENGLISH,
          ENGLISH,
          Locale.GERMAN,
          new Language(Locale.GERMAN, read("_de")),
          PSEUDO,
          new Language(PSEUDO, marked(read(""))));

  private final Locale locale;
  private final Map<String, String> texts;

  private Language(Locale locale, Map<String, String> texts) {
    this.locale = locale;
    this.texts = texts;
  }

  /** The language for that locale; English where there is none. */
  static Language of(Locale wanted) {
    Language exact = ALL.get(wanted);
    Language near = exact != null ? exact : ALL.get(Locale.forLanguageTag(wanted.getLanguage()));
    return near != null ? near : ENGLISH;
  }

  Locale locale() {
    return locale;
  }

  boolean has(String key) {
    return texts.containsKey(key) || ENGLISH.texts.containsKey(key);
  }

  /**
   * The text of that key.
   *
   * @throws IllegalArgumentException if English lacks it: a fault of ours
   */
  String text(String key) {
    String own = texts.get(key);
    String text = own != null ? own : ENGLISH.texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    return text;
  }

  /** The texts as their files have them. */
  static Map<String, String> read(String suffix) {
    Map<String, String> texts = new HashMap<>();
    for (String area : AREAS) {
      Properties file = new Properties();
      try (InputStream in =
          Language.class.getResourceAsStream("texts/" + area + suffix + ".properties")) {
        if (in == null) {
          throw new IllegalStateException("no texts " + area + suffix);
        }
        file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      file.forEach((key, text) -> texts.put((String) key, (String) text));
    }
    return texts;
  }

  private static Map<String, String> marked(Map<String, String> texts) {
    Map<String, String> marked = new HashMap<>();
    texts.forEach((key, text) -> marked.put(key, OPENS + text + CLOSES));
    return marked;
  }
}
