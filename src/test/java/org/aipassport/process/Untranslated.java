package org.aipassport.process;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.aipassport.support.Chromium;

/**
 * What a page says in no language: what stands outside the marks of the pseudo-language, seen or
 * read out, but for names, numbers and times.
 */
final class Untranslated {
  private static final Pattern MARKED = Pattern.compile("\u27e6[^\u27e6\u27e7]*\u27e7");
  private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");

  /** As {@code time.full} writes it. */
  private static final Pattern TIME =
      Pattern.compile("[A-Z][a-z]{2} \\d{1,2}, \\d{4}, \\d{1,2}:\\d{2}\\h[AP]M UTC");

  private static final String SHOWN =
      """
      (() => {
        const shown = [document.title];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          if (!walk.currentNode.parentElement.closest('code, pre, bdi, .quote, .host, .mono')) {
            shown.push(walk.currentNode.textContent.trim());
          }
        }
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label']) {
          document.querySelectorAll('[' + name + ']')
            .forEach(element => shown.push(element.getAttribute(name)));
        }
        document.querySelectorAll('input[type=submit]')
          .forEach(button => shown.push(button.value));
        return shown;
      })()""";

  private final Set<String> names;

  /** Where these words are names of people, providers and the like. */
  Untranslated(Set<String> names) {
    this.names = names;
  }

  /** What is found on the page that the browser shows; empty: nothing. */
  String on(Chromium reader) {
    String found =
        ((List<?>) reader.js(SHOWN))
            .stream().map(String::valueOf).filter(this::isWords).collect(Collectors.joining("; "));
    return found.isEmpty() ? "" : reader.path() + ": " + found + "\n";
  }

  private boolean isWords(String text) {
    String rest = TIME.matcher(text).replaceAll("");
    for (String shorter = ""; !shorter.equals(rest); rest = MARKED.matcher(rest).replaceAll("")) {
      shorter = rest;
    }
    for (String name : names) {
      rest = rest.replace(name, "");
    }
    return WORD.matcher(rest).find();
  }
}
