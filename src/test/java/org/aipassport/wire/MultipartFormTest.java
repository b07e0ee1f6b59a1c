package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFormTest {
  private static final String FILE = "file (sp%22eech é.wav) [audio/wav] = RIFF";

  @ParameterizedTest
  @ValueSource(
      strings = {"curl", "curl-older", "undici", "chromium", "firefox", "httpx", "okhttp", "go"})
  void formOfEveryClientIsRead(String client) {
    assertThat(GivenForm.shown(GivenForm.file(client))).containsExactly("model = whisper-1", FILE);
  }

  @Test
  void formOfClientsThatTypeEveryFieldIsRead() {
    assertThat(GivenForm.shown(GivenForm.file("retrofit")))
        .containsExactly("model [text/plain; charset=UTF-8] = whisper-1", FILE);
    assertThat(GivenForm.shown(GivenForm.file("dotnet")))
        .containsExactly(
            "model [text/plain; charset=utf-8] = whisper-1",
            "file (speech.wav) [audio/wav] = RIFF");
  }

  @Test
  void formLeavesInTheBrokersOwnSpelling() {
    MultipartForm form =
        GivenForm.parse(
            """
            --b
            X-Secret: dropped
            content-type: Audio/WAV ;Codec="a b"
            CONTENT-DISPOSITION:form-data;x=y;filename=e.wav;name=file

            RIFF
            --b
            Content-Disposition: form-data; name="a"; filename=""

            x --b-- is not here
            --b--""");
    EncodedForm written = form.write();
    String boundary = written.contentType().substring("multipart/form-data; boundary=".length());
    assertThat(new String(written.body(), UTF_8))
        .isEqualTo(
            """
            --B
            Content-Disposition: form-data; name="file"; filename="e.wav"
            Content-Type: audio/wav; codec="a b"

            RIFF
            --B
            Content-Disposition: form-data; name="a"; filename=""

            x --b-- is not here
            --B--
            """
                .replace("\n", "\r\n")
                .replace("--B", "--" + boundary));
  }

  @Test
  void equalFormsLeaveByteEqualWhateverTheirBoundaryWas() {
    List<String> equal = List.of("curl", "undici", "chromium", "okhttp", "go");
    assertThat(equal.stream().map(client -> latin(GivenForm.file(client).write().body())))
        .containsOnly(latin(GivenForm.file("httpx").write().body()));
    assertThat(GivenForm.file("curl").write().contentType())
        .isEqualTo(GivenForm.file("go").write().contentType());
  }

  @Test
  void formsThatDifferHaveOtherBoundaries() {
    MultipartForm one = new MultipartForm(List.of(FormPart.text("a", "x")));
    MultipartForm other = new MultipartForm(List.of(FormPart.text("a", "y")));
    assertThat(one.write().contentType()).isNotEqualTo(other.write().contentType());
  }

  @Test
  void boundaryThatAContentHoldsIsNotTaken() {
    String taken = "x".repeat(54);
    String free = "y".repeat(54);
    List<FormPart> parts = List.of(FormPart.text("a", "\r\n--" + taken + "--\r\n"));
    AtomicInteger asked = new AtomicInteger();
    EncodedForm written =
        MultipartWriter.write(
            parts, (body, attempt) -> asked.getAndIncrement() == 0 ? taken : free);
    assertThat(written.contentType()).endsWith(free);
    assertThat(MultipartForm.parse(written.contentType(), written.body()).parts()).isEqualTo(parts);
  }

  @Test
  void namesCannotBreakOutOfTheirHeader() {
    FormPart part =
        new FormPart(
            "a\"; filename=\"x",
            Optional.of("b\r\nContent-Type: text/html\r\n\r\n<script>"),
            Optional.empty(),
            ByteBuffer.allocate(0));
    EncodedForm written = new MultipartForm(List.of(part)).write();
    assertThat(latin(written.body()))
        .contains(
            "name=\"a%22; filename=%22x\";"
                + " filename=\"b%0D%0AContent-Type: text/html%0D%0A%0D%0A<script>\"\r\n\r\n\r\n");
    assertThat(MultipartForm.parse(written.contentType(), written.body()).parts())
        .containsExactly(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\b", "a\u0000b", "a\u0085b", "a\ud83d"})
  void nameThatCannotBeWrittenIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> FormPart.text(name, "x"));
  }

  @Test
  void contentIsPassedAsItIsWithoutACopy() {
    byte[] body = "--b\r\n".getBytes(UTF_8);
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    byte[] whole =
        (latin(body) + GivenForm.NAME + "\r\n\r\n" + latin(every) + "\r\n--b--")
            .getBytes(ISO_8859_1);
    FormPart part = MultipartForm.parse(GivenForm.TYPE, whole).parts().get(0);
    assertThat(GivenForm.content(part)).isEqualTo(latin(every));
    whole[whole.length - "\r\n--b--".length() - 1] = 'z';
    assertThat(GivenForm.content(part)).endsWith("z");
    assertThat(part.content().isReadOnly()).isTrue();
  }

  @Test
  void contentMayHoldWhatIsAlmostABoundary() {
    for (String content :
        List.of(
            "", "\r\n", "-", "x--b", "x--b--", "\r\n--", "\r\n-b", "\r\n--B", "\r--b", "\n\n",
            "-")) {
      MultipartForm form =
          GivenForm.raw(
              GivenForm.TYPE, "--b\r\n" + GivenForm.NAME + "\r\n\r\n" + content + "\r\n--b--\r\n");
      assertThat(GivenForm.shown(form)).containsExactly("a = " + content);
    }
  }

  @Test
  void emptyFormHasNoParts() {
    assertThat(GivenForm.parse("--b--\n").parts()).isEmpty();
    EncodedForm written = new MultipartForm(List.of()).write();
    assertThat(MultipartForm.parse(written.contentType(), written.body()).parts()).isEmpty();
  }

  @Test
  void aThousandPartsAreRead() {
    List<FormPart> parts = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      parts.add(FormPart.text("a", "x" + i));
    }
    EncodedForm written = new MultipartForm(parts).write();
    assertThat(MultipartForm.parse(written.contentType(), written.body()).parts()).isEqualTo(parts);
  }

  @Test
  void textIsUtf8() {
    assertThat(FormPart.text("a", "é\ud83d\ude00").text()).isEqualTo("é\ud83d\ude00");
    FormPart bytes =
        new FormPart(
            "a", Optional.empty(), Optional.empty(), ByteBuffer.wrap(new byte[] {(byte) 0xe9}));
    Refused.field("a", bytes::text);
    FormPart latin =
        new FormPart(
            "a",
            Optional.empty(),
            Optional.of("text/plain; charset=iso-8859-1"),
            ByteBuffer.wrap("x".getBytes(UTF_8)));
    Refused.field("a", latin::text);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
