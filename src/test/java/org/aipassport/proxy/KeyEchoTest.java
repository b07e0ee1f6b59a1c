package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key that is sent back never gets through, in whatever form and wherever it is split. */
class KeyEchoTest {
  private static final String KEY = "sk-proj-Ab3/dE+6_h-j>K9?mN0p~qR";
  private static final int VISIBLE = 7;

  private final KeyGuard guard = new KeyGuard(Optional.of(new SecretText(KEY)));

  static Stream<byte[]> forms() {
    List<byte[]> forms = new ArrayList<>();
    forms.add(KEY.getBytes(UTF_8));
    for (String before : new String[] {"", "B", "Be", "Bearer ", "user:"}) {
      byte[] text = (before + KEY + "tail").getBytes(UTF_8);
      forms.add(Base64.getEncoder().encode(text));
      forms.add(Base64.getUrlEncoder().withoutPadding().encode(text));
    }
    forms.add(HexFormat.of().formatHex(KEY.getBytes(UTF_8)).getBytes(UTF_8));
    forms.add(HexFormat.of().withUpperCase().formatHex(KEY.getBytes(UTF_8)).getBytes(UTF_8));
    forms.add(URLEncoder.encode(KEY, UTF_8).getBytes(UTF_8));
    forms.add(each("%%%02X").getBytes(UTF_8));
    forms.add(each("%%%02x").getBytes(UTF_8));
    forms.add(each("\\u%04x").getBytes(UTF_8));
    forms.add(each("\\u%04X").getBytes(UTF_8));
    forms.add(each("\\\\u%04x").getBytes(UTF_8));
    forms.add(KEY.replace("/", "\\/").getBytes(UTF_8));
    forms.add(KEY.replace("-", "\\u002d").getBytes(UTF_8));
    forms.add(KEY.getBytes(UTF_16BE));
    forms.add(KEY.getBytes(UTF_16LE));
    String base64 = Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8));
    forms.add(base64.replace("/", "\\/").getBytes(UTF_8));
    forms.add(base64.replace("/", "%2F").replace("+", "%2B").getBytes(UTF_8));
    return forms.stream();
  }

  private static String each(String format) {
    return KEY.chars()
        .mapToObj(c -> String.format(Locale.ROOT, format, c))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormIsFoundInAWhole(byte[] form) {
    assertThat(guard.finds(form)).isTrue();
    assertThat(guard.finds(concat("s-sk-p\\%".getBytes(UTF_8), form, "x".getBytes(UTF_8))))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void bytesSplitAnywhereLetNothingOfItThrough(byte[] form) {
    byte[] before = "audio \u0001%\\u00sk-".getBytes(UTF_8);
    byte[] all = concat(before, form, "after".getBytes(UTF_8));
    for (int split = 0; split <= all.length; split++) {
      int first = split;
      Rolled rolled = roll(all, at -> at == 0 ? first : all.length);
      assertThat(rolled.found()).isTrue();
      assertThat(new String(all, ISO_8859_1)).startsWith(new String(rolled.out(), ISO_8859_1));
      assertThat(rolled.out().length).isLessThanOrEqualTo(before.length + base64Before(form));
    }
    assertThat(roll(all, at -> 1).found()).isTrue();
    assertThat(roll(all, at -> 3).found()).isTrue();
  }

  /** What base64 writes of other bytes before the key is not the key's. */
  private static int base64Before(byte[] form) {
    return form.length > KEY.length() ? 12 : 0;
  }

  @Test
  void otherBytesPassAsTheyAreHoweverTheyCome() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int i = random.nextInt(60); i > 0; i--) {
        int to = random.nextInt(KEY.length());
        text.writeBytes(KEY.substring(random.nextInt(to + 1), to).getBytes(UTF_8));
        text.writeBytes(
            new String[] {"\\", "%", "\\u00", "%7", "", "x"}[random.nextInt(6)].getBytes(UTF_8));
        text.write(random.nextInt(256));
      }
      text.write(0);
      byte[] all = text.toByteArray();
      if (!new String(all, ISO_8859_1).contains(KEY)) {
        Rolled rolled = roll(all, at -> 1 + random.nextInt(9));
        assertThat(rolled.found()).isFalse();
        assertThat(rolled.out()).isEqualTo(all);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void textSplitOverEventsAnywhereShowsAtMostItsFirstCharacters(byte[] form) {
    String echo = new String(form, ISO_8859_1);
    if (echo.indexOf(0) >= 0 || echo.startsWith("QmVhcmVy") || echo.startsWith("dXNlcjp")) {
      return;
    }
    int width = (form.length + KEY.length() - 1) / KEY.length(); // of one character of the key
    int most = VISIBLE * width + 14; // a form may escape some characters only
    for (int split = 1; split < echo.length(); split++) {
      List<String> texts =
          List.of("so: ", echo.substring(0, split), echo.substring(split), " is it");
      assertThat(through(texts)).as("split at %d", split).isLessThanOrEqualTo(most);
    }
    for (int size = 1; size <= 9; size++) {
      List<String> texts = new ArrayList<>();
      for (int at = 0; at < echo.length(); at += size) {
        texts.add(echo.substring(at, Math.min(echo.length(), at + size)));
      }
      assertThat(through(texts)).as("pieces of %d", size).isLessThanOrEqualTo(most);
    }
  }

  /** How many characters of the key's form got through; -1 if nothing was found. */
  private int through(List<String> texts) {
    EventGuard events = new EventGuard(guard);
    List<byte[]> out = new ArrayList<>();
    String all = String.join("", texts);
    for (String text : texts) {
      byte[] event = chunk(0, text);
      if (events.takesKey(event, new ServerEvent(event))) {
        int shown = out.stream().mapToInt(KeyEchoTest::textLength).sum();
        return shown - (all.startsWith("so: ") ? 4 : 0);
      }
      events.release(out::add);
    }
    throw new AssertionError("not found: " + texts);
  }

  private static int textLength(byte[] event) {
    String text = new String(event, UTF_8);
    JsonObject data = Json.parseObject(text.substring(6).trim().getBytes(UTF_8));
    JsonObject choice = (JsonObject) ((JsonArray) data.get("choices")).values().get(0);
    return ((JsonString) ((JsonObject) choice.get("delta")).get("content")).value().length();
  }

  @Test
  void keyIsFoundThoughTwoChoicesTakeTurns() {
    EventGuard events = new EventGuard(guard);
    boolean found = false;
    for (int i = 0; i < KEY.length(); i++) {
      found |= takes(events, chunk(0, KEY.substring(i, i + 1)));
      found |= takes(events, chunk(1, "other text "));
      found |= takes(events, ": ping\n\n".getBytes(UTF_8));
    }
    assertThat(found).isTrue();
  }

  @Test
  void keyIsFoundInPlainDataToo() {
    EventGuard events = new EventGuard(guard);
    assertThat(takes(events, ("data: " + KEY.substring(0, 12) + "\n\n").getBytes(UTF_8))).isFalse();
    assertThat(takes(events, ("data: " + KEY.substring(12) + "\n\n").getBytes(UTF_8))).isTrue();
  }

  @Test
  void eventIsKeptBackOnlyWhileEightCharactersFit() {
    for (int shown = 1; shown < KEY.length(); shown++) {
      EventGuard events = new EventGuard(guard);
      List<byte[]> out = new ArrayList<>();
      takes(events, chunk(0, "it is " + KEY.substring(0, shown)));
      events.release(out::add);
      assertThat(out).hasSize(shown < 8 ? 1 : 0);
      takes(events, chunk(0, " or so"));
      events.release(out::add);
      assertThat(out).as("released when it cannot be the key").hasSize(2);
    }
  }

  @Test
  void keptBackEventsComeOutAtTheEnd() {
    EventGuard events = new EventGuard(guard);
    List<byte[]> out = new ArrayList<>();
    takes(events, chunk(0, KEY.substring(0, 10)));
    takes(events, "data: [DONE]\n\n".getBytes(UTF_8));
    events.release(out::add);
    assertThat(out).isEmpty();
    events.releaseAll(out::add);
    assertThat(out).hasSize(2);
  }

  @Test
  void keptBackEventsNeverComeOutWithoutTheirText() {
    EventGuard events = new EventGuard(guard);
    List<byte[]> out = new ArrayList<>();
    takes(events, chunk(0, KEY.substring(0, 10)));
    events.release(out::add);
    int later = 0;
    while (later < 200 && !takes(events, chunk(1, "words "))) {
      events.release(out::add);
      later++;
    }
    assertThat(later).as("the stream is ended").isEqualTo(62);
    assertThat(out).isEmpty();
  }

  @Test
  void manyTextsAtOnceDoNotPushOneOut() {
    EventGuard events = new EventGuard(guard);
    takes(events, chunk(0, KEY.substring(0, 10)));
    boolean found = false;
    for (int i = 1; i < 80 && !found; i++) {
      found = takes(events, chunk(i, KEY.substring(0, 9)));
    }
    assertThat(found).isTrue();
  }

  @Test
  void longStreamHidesTheKeyLikeAShortOne() {
    for (int split = 8; split < KEY.length(); split++) {
      EventGuard events = new EventGuard(guard);
      List<byte[]> out = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        assertThat(takes(events, chunk(0, "words "))).isFalse();
        events.release(out::add);
      }
      assertThat(takes(events, chunk(0, KEY.substring(0, split)))).isFalse();
      events.release(out::add);
      assertThat(out).hasSize(200);
      assertThat(takes(events, chunk(0, KEY.substring(split)))).isTrue();
    }
  }

  @Test
  void ordinaryTextIsNeverKeptBack() {
    Random random = new Random(11);
    EventGuard events = new EventGuard(guard);
    for (int i = 0; i < 5_000; i++) {
      int from = random.nextInt(KEY.length() - 7);
      byte[] event = chunk(0, KEY.substring(from, from + random.nextInt(7)) + " ");
      assertThat(takes(events, event)).isFalse();
      List<byte[]> out = new ArrayList<>();
      events.release(out::add);
      assertThat(out).containsExactly(event);
    }
  }

  private static boolean takes(EventGuard events, byte[] event) {
    return events.takesKey(event, new ServerEvent(event));
  }

  private static byte[] chunk(int index, String text) {
    JsonObject data =
        JsonObject.builder()
            .put("object", "chat.completion.chunk")
            .put(
                "choices",
                new JsonArray(
                    List.of(
                        JsonObject.builder()
                            .put("index", index)
                            .put("delta", JsonObject.builder().put("content", text).build())
                            .build())))
            .build();
    return ("data: " + Json.text(data) + "\n\n").getBytes(UTF_8);
  }

  private record Rolled(boolean found, byte[] out) {}

  private interface Sizes {
    int at(int position);
  }

  private Rolled roll(byte[] all, Sizes sizes) {
    RollingGuard rolling = new RollingGuard(guard);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < all.length; ) {
      int size = Math.max(sizes.at(at), at == 0 ? 0 : 1);
      int count = Math.min(size, all.length - at);
      if (rolling.takesKey(Arrays.copyOfRange(all, at, at + count), count)) {
        return new Rolled(true, out.toByteArray());
      }
      rolling.release(out::writeBytes);
      at += count;
      if (count == 0) {
        sizes = position -> all.length;
      }
    }
    rolling.releaseAll(out::writeBytes);
    return new Rolled(false, out.toByteArray());
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
