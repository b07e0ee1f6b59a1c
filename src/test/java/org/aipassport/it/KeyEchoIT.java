package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upstream says the key back, in whatever form and wherever in its answer, split at every
 * offset: no more of it reaches the caller than 7 characters, which ordinary words share with it.
 */
@ArquillianTest
@Timeout(60)
class KeyEchoIT {
  private static final String KEY =
      Canaries.add("provider key", "sk-canary-odd-3dE6hJ_k9mN0.pqR4s+Uv");
  private static final int MOST_MODELS = 60;
  private static final int CALLERS = 12;
  private static final int COARSE = 8;
  private static final int VISIBLE = 7;
  private static final Pattern SAID =
      Pattern.compile("\"(?:content|delta|text)\":\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

  /** How the key is written. */
  private enum Form {
    KEY("key", 1, KeyEchoIT.KEY),
    ESCAPED("escaped", 6, each("\\u%04x")),
    PERCENT("percent", 3, each("%%%02X")),
    BASE64(
        "base",
        1,
        Base64.getEncoder().encodeToString(KeyEchoIT.KEY.getBytes(StandardCharsets.UTF_8))),
    HEX("hex", 1, HexFormat.of().formatHex(KeyEchoIT.KEY.getBytes(StandardCharsets.UTF_8)));

    private final String name;
    private final int width;
    private final String text;

    Form(String name, int width, String text) {
      this.name = name;
      this.width = width;
      this.text = text;
    }

    /** Every offset, or every place within a character if that takes several. */
    int step() {
      return Math.max(1, width - 1);
    }

    /** The longest part of the form that the text holds, in characters of the form. */
    int longestIn(String heard) {
      int longest = 0;
      for (int from = 0; from + longest < text.length(); from++) {
        while (from + longest < text.length()
            && heard.contains(text.substring(from, from + longest + 1))) {
          longest++;
        }
      }
      return longest / width;
    }
  }

  private static String each(String format) {
    return KEY.chars()
        .mapToObj(c -> String.format(Locale.ROOT, format, c))
        .collect(Collectors.joining());
  }

  /** Where in the answer the key stands. */
  private enum Way {
    BODY("body", false),
    ERROR("error", false),
    HEADER("header", false),
    ONE_EVENT("cut", true),
    TWO_EVENTS("parts", true);

    private final String name;
    private final boolean streamed;

    Way(String name, boolean streamed) {
      this.name = name;
      this.streamed = streamed;
    }
  }

  private record Echo(OddCall call, Way way, Form form) {
    /** What is read to its end before it is looked at need not be cut everywhere. */
    int step() {
      boolean matters = way.streamed || (call == OddCall.CHAT && form == Form.KEY);
      return matters ? form.step() : COARSE;
    }
  }

  /** Every protocol with the key as it is; the other forms with one. */
  static Stream<Echo> echoes() {
    List<Echo> echoes = new ArrayList<>();
    for (OddCall call : OddCall.CHATS) {
      for (Way way : Way.values()) {
        echoes.add(new Echo(call, way, Form.KEY));
      }
    }
    for (Form form : List.of(Form.ESCAPED, Form.PERCENT, Form.BASE64, Form.HEX)) {
      for (Way way : Way.values()) {
        echoes.add(new Echo(OddCall.CHAT, way, form));
      }
    }
    echoes.add(new Echo(OddCall.GOOGLE_ARRAY, Way.TWO_EVENTS, Form.BASE64));
    return echoes.stream();
  }

  @ParameterizedTest
  @MethodSource
  void echoes(Echo echo) {
    boolean isHeader = echo.way() == Way.HEADER;
    List<Answer> answers =
        atEveryOffset(
            echo.call().provider(),
            echo.form(),
            echo.way().name,
            echo.step(),
            (grant, model) -> echo.call().make(grant, model, echo.way().streamed, "hello"));
    for (Answer answer : answers) {
      assertNothingOf(echo.form(), answer);
      assertThat(answer.status()).isIn(isHeader ? List.of(200) : List.of(200, 502));
      if (echo.way().streamed && answer.status() == 200) {
        echo.call().assertBroken(answer);
      }
    }
    if (!isHeader) {
      ServerLog.readOn();
      assertThat(answers)
          .allMatch(
              answer -> ServerLog.of(answer).contains("the upstream sent our key back; withheld"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Form.class,
      names = {"KEY", "PERCENT", "BASE64"})
  void keyInSpeechIsCutOff(Form form) {
    List<Answer> answers = atEveryOffset("odd-openai", form, "cut", form.step(), KeyEchoIT::speech);
    ServerLog.readOn();
    for (Answer answer : answers) {
      assertNothingOf(form, answer);
      assertThat(ServerLog.of(answer)).contains("the upstream sent our key back; withheld");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Form.class,
      names = {"KEY", "BASE64"})
  void keyInTheContentTypeIsWithheld(Form form) {
    for (Answer answer : atEveryOffset("odd-openai", form, "type", COARSE, KeyEchoIT::speech)) {
      assertThat(answer.status()).isEqualTo(502);
      assertNothingOf(form, answer);
    }
  }

  private static Answer speech(TestGrant grant, String model) {
    String body = "{\"model\":\"" + model + "\",\"input\":\"hello\",\"voice\":\"alloy\"}";
    return Http.post("/v1/audio/speech", body, grant.bearer());
  }

  private static void assertNothingOf(Form form, Answer answer) {
    String heard = answer + "\n" + said(answer).replace("\\\\", "\\");
    assertThat(form.longestIn(heard)).as(heard).isLessThanOrEqualTo(VISIBLE);
  }

  /** What the events of an answer say one after the other. */
  private static String said(Answer answer) {
    return SAID.matcher(answer.text())
        .results()
        .map(one -> one.group(1))
        .collect(Collectors.joining());
  }

  /** How a call is made. */
  private interface Call {
    Answer make(TestGrant grant, String model);
  }

  private static List<Answer> atEveryOffset(
      String provider, Form form, String way, int step, Call call) {
    String keyId = KEYS.computeIfAbsent(provider, name -> Broker.storeKey(name, KEY));
    List<String> models =
        IntStream.iterate(1, offset -> offset < form.text.length(), offset -> offset + step)
            .mapToObj(offset -> "fake-echo-" + form.name + "-" + way + "-" + offset)
            .toList();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      for (int from = 0; from < models.size(); from += MOST_MODELS) {
        List<String> some = models.subList(from, Math.min(from + MOST_MODELS, models.size()));
        TestGrant grant =
            TestGrant.ask(provider).models(some.toArray(String[]::new)).approved(keyId);
        for (String model : some) {
          answers.add(CompletableFuture.supplyAsync(() -> call.make(grant, model), callers));
        }
      }
      return answers.stream().map(CompletableFuture::join).toList();
    } finally {
      callers.shutdown();
    }
  }
}
