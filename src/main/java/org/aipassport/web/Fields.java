package org.aipassport.web;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Capability;
import org.aipassport.values.Ids;
import org.aipassport.values.ModelName;
import org.aipassport.values.NanoUsd;
import org.aipassport.values.ProviderKeyId;
import org.jspecify.annotations.Nullable;

/** Reads what people typed and chose; what cannot be read is refused by the field's name. */
final class Fields {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,13}");
  private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,2})?");
  private static final NanoUsd MOST = NanoUsd.ofCents(NanoUsd.MOST_CENTS_OF_A_LIMIT);

  private Fields() {}

  /** A whole number; none if nothing was typed. */
  static OptionalLong number(String field, String text) {
    String typed = text.strip();
    if (typed.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!NUMBER.matcher(typed).matches()) {
      throw RefusalException.ofField(field, "must be a whole number");
    }
    return OptionalLong.of(Long.parseLong(typed));
  }

  /** An amount in US dollars with at most two decimals; none if nothing was typed. */
  static Optional<NanoUsd> dollars(String field, String text) {
    String typed = text.strip().replace(',', '.');
    if (typed.isEmpty()) {
      return Optional.empty();
    }
    if (!DOLLARS.matcher(typed).matches()) {
      throw RefusalException.ofField(field, "must be an amount like 12.50");
    }
    NanoUsd amount = NanoUsd.ofDecimal(typed);
    if (amount.compareTo(MOST) > 0) {
      throw RefusalException.ofField(field, "must be at most 1000000");
    }
    return Optional.of(amount);
  }

  /** An amount as {@link #dollars} reads it, rounded up to cents, with that locale's comma. */
  static String typed(NanoUsd amount, Locale locale) {
    NumberFormat digits = NumberFormat.getNumberInstance(locale);
    digits.setGroupingUsed(false);
    digits.setMinimumFractionDigits(2);
    return digits.format(BigDecimal.valueOf(amount.toCentsUp(), 2));
  }

  /** A number of seconds. */
  static Duration seconds(String field, String text) {
    return Duration.ofSeconds(number(field, text).orElse(0));
  }

  /** Names of models. */
  static List<ModelName> models(String field, Collection<String> names) {
    List<ModelName> models = new ArrayList<>();
    for (String name : names) {
      if (!ModelName.isName(name)) {
        throw RefusalException.ofField(field, "must be 1 to 128 of A-Z a-z 0-9 . _ : / @ -");
      }
      models.add(new ModelName(name));
    }
    return List.copyOf(models);
  }

  /** Capabilities by their names on the wire. */
  static List<Capability> capabilities(String field, Collection<String> names) {
    List<Capability> capabilities = new ArrayList<>();
    for (String name : names) {
      capabilities.add(
          Capability.ofWireName(name)
              .orElseThrow(() -> RefusalException.ofField(field, "holds an unknown one")));
    }
    return List.copyOf(capabilities);
  }

  /** The id of a provider key; none if none was chosen. */
  static Optional<ProviderKeyId> key(String field, String id) {
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (!Ids.isId(id)) {
      throw RefusalException.ofField(field, "is not a provider key of yours");
    }
    return Optional.of(new ProviderKeyId(id));
  }

  /** What was chosen of a list: of an empty value Faces makes null. */
  static String chosen(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** What was typed, with the line ends of browsers made plain; none if nothing was. */
  static Optional<String> text(String typed) {
    String text = typed.replace("\r\n", "\n").strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
