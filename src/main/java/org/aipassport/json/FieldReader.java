package org.aipassport.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a request's object by type. Every refusal is a {@link RefusalException} of
 * INVALID_FIELD that names the member by its path, {@code scope.models[0]} for instance. For the
 * optional ones a JSON null counts as absent. Lengths are those of {@link String#length}; strings
 * and arrays may be empty.
 */
public final class FieldReader {
  private final JsonObject object;
  private final String prefix;
  private final Set<String> known = new HashSet<>();

  private FieldReader(JsonObject object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  public static FieldReader of(JsonObject object) {
    return new FieldReader(object, "");
  }

  public String string(String name, int maxLength) {
    return asString(required(name), path(name), maxLength);
  }

  public Optional<String> optionalString(String name, int maxLength) {
    return optional(name).map(value -> asString(value, path(name), maxLength));
  }

  /**
   * Text that is stored and that people will read: not blank, and nothing in it that can disguise
   * other text or that a database cannot hold. Line feeds and tabs are allowed.
   */
  public String text(String name, int maxLength) {
    String text = string(name, maxLength);
    if (text.isBlank()) {
      throw RefusalException.ofField(path(name), "must not be blank");
    }
    return readable(text, path(name));
  }

  /** As {@link #text}, but it may be blank. */
  public Optional<String> optionalText(String name, int maxLength) {
    return optionalString(name, maxLength).map(text -> readable(text, path(name)));
  }

  /** A whole number within {@code min} and {@code max}, both included. */
  public long longInRange(String name, long min, long max) {
    return asLong(required(name), path(name), min, max);
  }

  /** A whole number within {@code min} and {@code max}, both included. */
  public OptionalLong optionalLong(String name, long min, long max) {
    Optional<JsonValue> value = optional(name);
    return value.isPresent()
        ? OptionalLong.of(asLong(value.get(), path(name), min, max))
        : OptionalLong.empty();
  }

  public Optional<Boolean> optionalBoolean(String name) {
    return optional(name).map(value -> asBoolean(value, path(name)));
  }

  /** At most {@code most} strings, none longer than {@code maxLength}. */
  public List<String> strings(String name, int most, int maxLength) {
    return asStrings(required(name), path(name), most, maxLength);
  }

  /** At most {@code most} strings, none longer than {@code maxLength}. */
  public Optional<List<String>> optionalStrings(String name, int most, int maxLength) {
    return optional(name).map(value -> asStrings(value, path(name), most, maxLength));
  }

  /** A reader of the object within; its {@link #nothingElse} is its own. */
  public FieldReader object(String name) {
    return asObject(required(name), path(name));
  }

  /** A reader of the object within; its {@link #nothingElse} is its own. */
  public Optional<FieldReader> optionalObject(String name) {
    return optional(name).map(value -> asObject(value, path(name)));
  }

  /** Readers of the objects in a list, at most {@code most}. */
  public List<FieldReader> objects(String name, int most) {
    if (!(required(name) instanceof JsonArray array)) {
      throw RefusalException.ofField(path(name), "must be a list");
    }
    if (array.values().size() > most) {
      throw RefusalException.ofField(path(name), "must have at most " + most + " elements");
    }
    List<FieldReader> readers = new ArrayList<>();
    for (JsonValue value : array.values()) {
      readers.add(asObject(value, path(name) + "[" + readers.size() + "]"));
    }
    return readers;
  }

  /**
   * A number within {@code min} and {@code max}, both included, with its text as it was written.
   */
  public Optional<JsonNumber> optionalNumber(String name, long min, long max) {
    return optional(name).map(value -> asNumber(value, path(name), min, max));
  }

  /** The member as it is; empty if it is absent or null. */
  public Optional<JsonValue> value(String name) {
    return optional(name);
  }

  /** The names of all members, in their order. */
  public Set<String> names() {
    return object.members().keySet();
  }

  /** Whether the member is there and not null. */
  public boolean isPresent(String name) {
    return optional(name).isPresent();
  }

  /** Whether the member is there and a string. */
  public boolean isString(String name) {
    return optional(name).filter(JsonString.class::isInstance).isPresent();
  }

  /**
   * Refuses every member that no method of this reader has asked for, so it comes last. Where one
   * differs from a known name only by letter case, which some upstreams do not tell apart, the
   * refusal says which one was meant.
   */
  public void nothingElse() {
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        String meant = caseTwin(name, known);
        throw meant == null
            ? RefusalException.ofField(path(Text.shown(name)), "unknown member")
            : unknownTwin(name, meant);
      }
    }
  }

  private JsonValue required(String name) {
    known.add(name);
    JsonValue value = object.get(name);
    if (value == null) {
      String written = caseTwin(name, object.members().keySet());
      throw written == null
          ? RefusalException.ofField(path(name), "is missing")
          : unknownTwin(written, name);
    }
    return value;
  }

  private Optional<JsonValue> optional(String name) {
    known.add(name);
    return Optional.ofNullable(object.get(name)).filter(value -> value != JsonNull.NULL);
  }

  /** Where a member stands, as refusals name it: {@code scope.models} for instance. */
  public String path(String name) {
    return prefix + name;
  }

  private RefusalException unknownTwin(String name, String meant) {
    return RefusalException.ofField(
        path(Text.shown(name)), "unknown member; " + path(meant) + " is meant");
  }

  private static @Nullable String caseTwin(String name, Set<String> names) {
    for (String other : names) {
      if (other.equalsIgnoreCase(name)) {
        return other;
      }
    }
    return null;
  }

  private static String asString(JsonValue value, String path, int maxLength) {
    if (!(value instanceof JsonString string)) {
      throw RefusalException.ofField(path, "must be a string");
    }
    if (string.value().length() > maxLength) {
      throw RefusalException.ofField(path, "must have at most " + maxLength + " characters");
    }
    return string.value();
  }

  private static String readable(String text, String path) {
    if (!Text.isReadable(text)) {
      throw RefusalException.ofField(path, "holds control or invisible characters");
    }
    return text;
  }

  private static JsonNumber asNumber(JsonValue value, String path, long min, long max) {
    if (value instanceof JsonNumber number) {
      BigDecimal exact = new BigDecimal(number.text());
      if (exact.compareTo(BigDecimal.valueOf(min)) >= 0
          && exact.compareTo(BigDecimal.valueOf(max)) <= 0) {
        return number;
      }
    }
    throw RefusalException.ofField(path, "must be a number from " + min + " to " + max);
  }

  private static long asLong(JsonValue value, String path, long min, long max) {
    OptionalLong number =
        value instanceof JsonNumber written ? written.exactLong() : OptionalLong.empty();
    if (number.isEmpty()) {
      throw RefusalException.ofField(path, "must be a whole number");
    }
    if (number.getAsLong() < min || number.getAsLong() > max) {
      throw RefusalException.ofField(path, "must be within " + min + " and " + max);
    }
    return number.getAsLong();
  }

  private static boolean asBoolean(JsonValue value, String path) {
    if (!(value instanceof JsonBoolean bool)) {
      throw RefusalException.ofField(path, "must be true or false");
    }
    return bool.value();
  }

  private static List<String> asStrings(JsonValue value, String path, int most, int maxLength) {
    if (!(value instanceof JsonArray array)) {
      throw RefusalException.ofField(path, "must be an array of strings");
    }
    if (array.values().size() > most) {
      throw RefusalException.ofField(path, "must have at most " + most + " values");
    }
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < array.values().size(); i++) {
      strings.add(asString(array.values().get(i), path + "[" + i + "]", maxLength));
    }
    return List.copyOf(strings);
  }

  private static FieldReader asObject(JsonValue value, String path) {
    if (!(value instanceof JsonObject within)) {
      throw RefusalException.ofField(path, "must be an object");
    }
    return new FieldReader(within, path + ".");
  }
}
