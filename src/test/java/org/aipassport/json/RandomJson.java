package org.aipassport.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Arbitrary values that the package holds, from a seed. */
public final class RandomJson {
  private final Random random;

  public RandomJson(long seed) {
    this.random = new Random(seed);
  }

  public JsonValue value() {
    return value(random.nextInt(8));
  }

  private JsonValue value(int levels) {
    return switch (random.nextInt(levels > 0 ? 8 : 5)) {
      case 0, 1 -> new JsonString(text(random.nextInt(20)));
      case 2 -> number();
      case 3 -> JsonBoolean.of(random.nextBoolean());
      case 4 -> JsonNull.NULL;
      case 5 -> array(levels);
      default -> object(levels);
    };
  }

  private JsonArray array(int levels) {
    List<JsonValue> values = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      values.add(value(levels - 1));
    }
    return new JsonArray(values);
  }

  private JsonObject object(int levels) {
    JsonObject object = JsonObject.EMPTY;
    for (int i = random.nextInt(5); i > 0; i--) {
      object = object.with(text(random.nextInt(10)), value(levels - 1));
    }
    return object;
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(codePoint());
    }
    return text.toString();
  }

  private int codePoint() {
    int below =
        switch (random.nextInt(5)) {
          case 0 -> 0x20;
          case 1, 2 -> 0x80;
          case 3 -> 0x10000;
          default -> 0x110000;
        };
    int codePoint = random.nextInt(below);
    return codePoint >= 0xD800 && codePoint <= 0xDFFF ? codePoint - 0x800 : codePoint;
  }

  JsonNumber number() {
    String sign = random.nextBoolean() ? "-" : "";
    String integer = random.nextInt(3) == 0 ? "0" : Integer.toString(1 + random.nextInt(99_999));
    return switch (random.nextInt(4)) {
      case 0 -> JsonNumber.of(random.nextLong());
      case 1 -> new JsonNumber(sign + integer);
      case 2 -> new JsonNumber(sign + integer + fraction());
      default ->
          new JsonNumber(sign + integer + (random.nextBoolean() ? fraction() : "") + exponent());
    };
  }

  private String fraction() {
    return "." + String.format("%08d", random.nextInt(100_000_000)).substring(random.nextInt(8));
  }

  private String exponent() {
    String letter = random.nextBoolean() ? "e" : "E";
    String sign =
        switch (random.nextInt(3)) {
          case 0 -> "+";
          case 1 -> "-";
          default -> "";
        };
    return letter + sign + (random.nextBoolean() ? "0" : "") + random.nextInt(290);
  }
}
