package org.aipassport.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.values.ProviderName;

/** Finds names in the operator's file that nothing reads, and guesses what was meant. */
final class UnknownKeys {
  private static final String OURS = "aipassport";

  private final List<ProviderName> providers;
  private final List<String> known = new ArrayList<>();

  UnknownKeys(List<ProviderName> providers) {
    this.providers = providers;
    Keys.FIXED.forEach(key -> known.add(key.name()));
    for (ProviderName name : providers) {
      ProviderType type = ProviderType.of(name.value()).orElse(ProviderType.OPENAI_COMPATIBLE);
      new Keys.OfProvider(name, type).all().forEach(key -> known.add(key.name()));
    }
  }

  /** Adds a fault for each name that looks like ours and is not. */
  void check(Iterable<String> names, Reading reading) {
    for (String name : names) {
      if (Keys.isVariable(name)) {
        reading.fault(name, "is in the file", "it in the environment, where alone it is read");
      } else if (plain(name).startsWith(OURS) && !known.contains(name)) {
        unknown(name, reading);
      }
    }
  }

  private void unknown(String name, Reading reading) {
    Optional<String> provider = unlistedProvider(name);
    String wrong =
        provider.isPresent()
            ? "the provider " + Parsers.quote(provider.get()) + " is not in aipassport.providers"
            : "is no key of AIPassport" + guess(name);
    String expected =
        provider.isPresent()
            ? "a provider listed there"
            : "one of the keys in config/aipassport.properties";
    reading.fault(Parsers.printable(name), wrong, expected);
  }

  private Optional<String> unlistedProvider(String name) {
    if (!name.startsWith(Keys.OfProvider.PREFIX)) {
      return Optional.empty();
    }
    String rest = name.substring(Keys.OfProvider.PREFIX.length());
    int dot = rest.indexOf('.');
    String provider = dot < 0 ? rest : rest.substring(0, dot);
    boolean listed = providers.stream().anyMatch(known -> known.value().equals(provider));
    return listed ? Optional.empty() : Optional.of(provider);
  }

  private String guess(String name) {
    int most = Math.max(2, name.length() / 8);
    return known.stream()
        .min(Comparator.comparingInt(key -> distance(plain(name), plain(key))))
        .filter(key -> distance(plain(name), plain(key)) <= most)
        .map(key -> "; did you mean " + key + "?")
        .orElse("");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /** How many letters must be added, dropped or changed (Levenshtein). */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
