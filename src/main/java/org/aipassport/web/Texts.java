package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words of pages in the reader's language; {@code t} in pages. */
@Named("t")
@RequestScoped
public class Texts {
  private @Nullable Language language;

  /** For the CDI proxy and the container. */
  public Texts() {}

  Texts(Language language) {
    this.language = language;
  }

  /** The text of that key. */
  public String of(String key) {
    return language().text(key);
  }

  /** The text with a value in the place of {0}. */
  public String of(String key, Object first) {
    return format(key, first);
  }

  /** The text with values in the places of {0} and {1}. */
  public String of(String key, Object first, Object second) {
    return format(key, first, second);
  }

  /** The text with values in the places of {0}, {1} and {2}. */
  public String of(String key, Object first, Object second, Object third) {
    return format(key, first, second, third);
  }

  /** Whether there is a text of that key. */
  boolean has(String key) {
    return language().has(key);
  }

  /** The language's tag for {@code lang} (BCP 47). */
  public String lang() {
    return language().locale().toLanguageTag();
  }

  /** For numbers and dates. */
  Locale locale() {
    return language().locale();
  }

  private String format(String key, Object... values) {
    return new MessageFormat(of(key), locale()).format(values);
  }

  private Language language() {
    Language known = language;
    if (known == null) {
      known = Language.of(FacesContext.getCurrentInstance().getViewRoot().getLocale());
      language = known;
    }
    return known;
  }
}
