package org.aipassport.providers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;

/**
 * Where a body says how many tokens each answer may have.
 *
 * @param places any of which the upstream holds to
 * @param add the place that is written if none of them is there
 * @param least the smallest limit that the upstream takes
 * @param above what the limit must exceed, tokens for thinking for instance
 */
record OutputLimit(
    Spelling spelling,
    List<MemberPath> places,
    Optional<MemberPath> add,
    long least,
    Optional<MemberPath> above) {
  /** More than any model answers; with it, no product of what a body says overflows. */
  static final long MOST = 1_000_000_000;

  OutputLimit {
    places = List.copyOf(places);
  }

  /**
   * The limit that stands there; of several, the highest.
   *
   * @throws RefusalException POLICY if one is no whole number from 1 on
   */
  OptionalLong asked(JsonObject body) {
    OptionalLong highest = OptionalLong.empty();
    for (MemberPath place : places) {
      for (JsonValue value : place.in(body, spelling)) {
        if (value != JsonNull.NULL) {
          highest = OptionalLong.of(Math.max(count(place, value), highest.orElse(0)));
        }
      }
    }
    return highest;
  }

  /**
   * A number that bounds something, so it must be one that all readers understand alike.
   *
   * @throws RefusalException POLICY if it is no whole number from 1 on
   */
  static long count(MemberPath place, JsonValue value) {
    OptionalLong number =
        value instanceof JsonNumber written ? written.exactLong() : OptionalLong.empty();
    if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > MOST) {
      throw RefusalException.ofPolicy(
          place.text(),
          "must be a whole number from 1 to " + MOST + ", because the grant has a money cap");
    }
    return number.getAsLong();
  }

  /** The smallest limit that the upstream takes with that body. */
  long least(JsonObject body) {
    long most = least;
    if (above.isPresent()) {
      for (JsonValue value : above.get().in(body, spelling)) {
        if (value != JsonNull.NULL) {
          most = Math.max(most, count(above.get(), value) + 1);
        }
      }
    }
    return most;
  }

  /**
   * The body with no limit above {@code limit}, and with that one if it had none.
   *
   * @throws RefusalException POLICY if the upstream would not take it
   */
  JsonObject lowered(JsonObject body, long limit) {
    OptionalLong asked = asked(body);
    if (asked.isPresent() && asked.getAsLong() <= limit) {
      return body;
    }
    requireTakes(body, limit);
    JsonObject lowered = body;
    for (MemberPath place : places) {
      if (asked.isPresent() && isAbove(place, lowered, limit)) {
        lowered = written(lowered, place.segments(), limit);
      }
    }
    return asked.isPresent() || add.isEmpty()
        ? lowered
        : written(lowered, add.get().segments(), limit);
  }

  private void requireTakes(JsonObject body, long limit) {
    if (limit < least) {
      throw RefusalException.ofPolicy(
          places.get(0).text(), "the grant has money left for fewer than " + least + " tokens");
    }
    if (above.isPresent() && !isBelow(above.get(), body, limit)) {
      throw RefusalException.ofPolicy(
          above.get().text(), "must be below the " + limit + " tokens that the grant pays for");
    }
  }

  private boolean isAbove(MemberPath place, JsonObject body, long limit) {
    return place.in(body, spelling).stream()
        .anyMatch(value -> value != JsonNull.NULL && count(place, value) > limit);
  }

  private boolean isBelow(MemberPath place, JsonObject body, long limit) {
    return place.in(body, spelling).stream()
        .allMatch(value -> value == JsonNull.NULL || count(place, value) < limit);
  }

  /** The member keeps the name that it was given, of those that mean the same. */
  private JsonObject written(JsonObject body, List<String> segments, long limit) {
    String name = name(body, segments.get(0));
    if (segments.size() == 1) {
      return body.with(name, JsonNumber.of(limit));
    }
    JsonValue within = body.get(name);
    if (within == null || within == JsonNull.NULL) {
      within = JsonObject.EMPTY;
    }
    if (!(within instanceof JsonObject object)) {
      throw RefusalException.ofField(name, "must be an object");
    }
    return body.with(name, written(object, segments.subList(1, segments.size()), limit));
  }

  private String name(JsonObject body, String segment) {
    for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
      if (spelling.accepts(segment, member.getKey())) {
        return member.getKey();
      }
    }
    return segment;
  }
}
