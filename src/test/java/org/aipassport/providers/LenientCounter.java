package org.aipassport.providers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;

/**
 * The most wasteful upstream that one can think of: each byte of text is a token, names and
 * punctuation are text, tools and schemas are written anew with white space and escapes, each
 * picture has the most pixels, each file fills the whole context, and every answer is as long as it
 * may be. It knows nothing of the tables.
 */
final class LenientCounter {
  static final long WINDOW = 3_000_000;

  private static final Map<String, Long> PICTURE =
      Map.of("openai", 48_169L, "anthropic", 4_784L, "google", 25 * 258L);
  private static final Set<String> WRITTEN_ANEW =
      Set.of(
          "tools",
          "functions",
          "response_format",
          "text",
          "output_config",
          "output_format",
          "input_schema",
          "functiondeclarations",
          "functioncall",
          "functionresponse",
          "generationconfig");

  private final long picture;
  private boolean filled;

  LenientCounter(String type) {
    this.picture = PICTURE.get(type);
  }

  /** Tokens of input. */
  long input(JsonObject body) {
    filled = false;
    long tokens = 100 + count(body, false);
    return filled ? Math.max(tokens, WINDOW) : tokens;
  }

  private long count(JsonValue value, boolean anew) {
    if (value instanceof JsonString text) {
      return text(text.value(), anew);
    }
    if (value instanceof JsonNumber number) {
      return number.text().length();
    }
    if (value instanceof JsonArray array) {
      long tokens = 1;
      for (JsonValue one : array.values()) {
        tokens += count(one, anew) + (anew ? 2 : 1);
      }
      return tokens;
    }
    return value instanceof JsonObject object ? members(object, anew) : 4;
  }

  private long members(JsonObject object, boolean anew) {
    if (isMedia(object)) {
      return picture;
    }
    long tokens = 1;
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      boolean within = anew || WRITTEN_ANEW.contains(plain(member.getKey()));
      tokens += text(member.getKey(), anew) + (anew ? 4 : 2) + count(member.getValue(), within);
    }
    return tokens;
  }

  /** Base64 with its media type beside it, as Anthropic and Google have it; or a file. */
  private boolean isMedia(JsonObject object) {
    JsonValue type = object.get("media_type");
    for (String name : new String[] {"mimeType", "mime_type"}) {
      type = type == null ? object.get(name) : type;
    }
    boolean base64 =
        object.get("type") instanceof JsonString kind
            ? kind.value().equals("base64")
            : object.has("mimeType") || object.has("mime_type");
    boolean isFile = object.has("file_data") || (object.has("data") && object.has("format"));
    if (isFile || (base64 && !(type instanceof JsonString t && t.value().startsWith("image/")))) {
      filled = true;
    }
    return isFile || base64;
  }

  private long text(String text, boolean anew) {
    if (text.startsWith("data:image/") && text.contains(";base64,") && !anew) {
      return picture;
    }
    if (!anew) {
      return text.getBytes(UTF_8).length;
    }
    return text.chars()
        .mapToLong(c -> c < 0x20 || c > 0x7e ? 6 : c == '"' || c == '\\' ? 2 : 1)
        .sum();
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))
        ? name.toLowerCase(Locale.ROOT)
        : name.toLowerCase(Locale.ROOT).startsWith("function")
            ? name.replace("_", "").toLowerCase(Locale.ROOT)
            : name;
  }
}
