package org.aipassport.json;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Members in their order, each name once, immutable. Names are compared code point by code point
 * and have at most 256 characters ({@link String#length}). Equal only if the order is equal too:
 * equal objects are written as equal bytes.
 */
public final class JsonObject implements JsonValue {
  /** The object without members. */
  public static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

  static final int LONGEST_NAME = 256;

  private final Map<String, JsonValue> members;

  /** Takes {@code members} over: who calls this must not touch them again. */
  JsonObject(LinkedHashMap<String, JsonValue> members) {
    this.members = Collections.unmodifiableMap(members);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The member's value; null if there is no such member, {@link JsonNull#NULL} if it is null. */
  public @Nullable JsonValue get(String name) {
    return members.get(name);
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** All members in their order, unmodifiable. */
  public Map<String, JsonValue> members() {
    return members;
  }

  /**
   * This object with the member replaced where it stands, or appended.
   *
   * @throws IllegalArgumentException if {@code name} cannot be a member's name
   */
  public JsonObject with(String name, JsonValue value) {
    LinkedHashMap<String, JsonValue> changed = new LinkedHashMap<>(members);
    changed.put(checkedName(name), requireNonNull(value, "value"));
    return new JsonObject(changed);
  }

  /** This object without the member, whether or not it has it. */
  public JsonObject without(String name) {
    if (!has(name)) {
      return this;
    }
    LinkedHashMap<String, JsonValue> changed = new LinkedHashMap<>(members);
    changed.remove(name);
    return new JsonObject(changed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof JsonObject that) || members.size() != that.members.size()) {
      return false;
    }
    Iterator<Map.Entry<String, JsonValue>> theirs = that.members.entrySet().iterator();
    for (Map.Entry<String, JsonValue> ours : members.entrySet()) {
      if (!ours.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Map.Entry<String, JsonValue> member : members.entrySet()) {
      hash = 31 * hash + member.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return "JsonObject[" + members.size() + " members]";
  }

  /** The name itself, or NotJsonException if it cannot be a member's name. */
  static String checkedName(String name) {
    if (name.length() > LONGEST_NAME) {
      throw new NotJsonException("a member name of more than " + LONGEST_NAME + " characters");
    }
    Text.requireWellFormed(name);
    return name;
  }

  /**
   * Collects members in the order of the calls. Every {@code put} throws IllegalStateException on a
   * name that is there already, IllegalArgumentException on one that cannot be a member's name.
   */
  public static final class Builder {
    private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, JsonValue value) {
      if (members.putIfAbsent(checkedName(name), requireNonNull(value, "value")) != null) {
        throw new IllegalStateException("member " + Text.shown(name) + " is there already");
      }
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, new JsonString(value));
    }

    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, JsonBoolean.of(value));
    }

    /** Adds nothing if {@code value} is null; JSON's own null is {@link JsonNull#NULL}. */
    public Builder putIfPresent(String name, @Nullable JsonValue value) {
      return value == null ? this : put(name, value);
    }

    /** The object so far; the builder may go on. */
    public JsonObject build() {
      return new JsonObject(new LinkedHashMap<>(members));
    }
  }
}
