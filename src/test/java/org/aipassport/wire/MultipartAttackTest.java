package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.aipassport.problems.Refusal;
import org.aipassport.support.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two readers of a form could understand differently. */
class MultipartAttackTest {
  private static final String PART = "--b\n" + GivenForm.NAME + "\n\nx\n";

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "application/json",
        "multipart/mixed; boundary=b",
        "multipart/form-data, multipart/form-data; boundary=b",
        "multipart/form-data; boundary=b; boundary=b",
        "multipart/form-data; boundary=b; Boundary=c",
        "multipart/form-data; boundary=\"b",
        "multipart/form-data; boundary=b c",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=b; charset=iso-8859-1"
      })
  void typeThatIsNoneOfAForm(String type) {
    Refused.as(
        Refusal.UNSUPPORTED_MEDIA_TYPE,
        () -> GivenForm.raw(type, (PART + "--b--").replace("\n", "\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "; boundary=\"\"",
        "; boundary=\"b \"",
        "; boundary=\"b\\b\"",
        "; boundary=b&"
      })
  void boundaryThatIsNone(String parameter) {
    assertThat(
            Refused.as(
                parameter.contains("\\") ? Refusal.UNSUPPORTED_MEDIA_TYPE : Refusal.MALFORMED,
                () -> GivenForm.raw("multipart/form-data" + parameter, "--b--")))
        .isNotNull();
  }

  @Test
  void boundaryOfMoreThanSeventySigns() {
    String most = "b".repeat(70);
    assertThat(GivenForm.raw("multipart/form-data; boundary=" + most, "--" + most + "--").parts())
        .isEmpty();
    String more = most + "b";
    Refused.as(
        Refusal.MALFORMED,
        () -> GivenForm.raw("multipart/form-data; boundary=" + more, "--" + more + "--"));
  }

  @Test
  void lastBoundaryMissing() {
    refused("last boundary", PART);
    refused("last boundary", PART + "--b\n");
    refused("neither", PART + "--b");
    refused("neither", PART + "--b-");
    refused("neither", "--b");
    refused("does not begin", "");
  }

  @Test
  void textBeforeTheFirstBoundary() {
    refused("does not begin", "preamble\n" + PART + "--b--");
    refused("does not begin", "\n" + PART + "--b--");
    refused("does not begin", " " + PART + "--b--");
  }

  @Test
  void textBehindTheLastBoundary() {
    refused("behind the last", PART + "--b--\nepilogue");
    refused("behind the last", PART + "--b-- ");
    refused("behind the last", PART + "--b--\n\n");
    refused("behind the last", PART + "--b--\n" + PART + "--b--");
    refused("behind the last", PART + "--b---");
  }

  @Test
  void boundaryThatIsTheBeginningOfAnother() {
    refused("neither", PART.replace("x\n", "x\n--bc\ny\n") + "--b--");
    refused("neither", PART.replace("x\n", "x\n--b-c\ny\n") + "--b--");
    refused("neither", "--bc\n" + GivenForm.NAME + "\n\nx\n--bc--");
  }

  @Test
  void blanksBehindABoundary() {
    refused("neither", PART.replace("--b\n", "--b \n") + "--b--");
    refused("neither", PART.replace("--b\n", "--b\t\n") + "--b--");
    refused("neither", PART + "--b --");
  }

  @Test
  void lineFeedsAlone() {
    rawRefused("neither", PART + "--b--");
    rawRefused("bare line feed", (PART.replace("\n", "\r\n") + "--b--").replace("x\r\n", "x\n"));
    rawRefused("bare line feed", "--b\r\n" + GivenForm.NAME + "\r\n\r\nx\n--b\r\nb\r\n--b--");
    rawRefused("no blank line", "--b\r\n" + GivenForm.NAME + "\n\nx\r\n--b--");
    rawRefused(
        "control character",
        "--b\r\n" + GivenForm.NAME + "\nContent-Type: text/html\r\n\r\nx\r\n--b--");
    rawRefused(
        "control character",
        "--b\r\n" + GivenForm.NAME + "\rContent-Type: text/html\r\n\r\nx\r\n--b--");
  }

  @Test
  void partWithoutABlankLine() {
    refused("no blank line", "--b\n" + GivenForm.NAME + "\n--b--");
    refused("no blank line", "--b\n--b--");
    refused("no blank line", "--b\n\n--b--");
    refused(
        "no blank line", "--b\n" + GivenForm.NAME + "\n--b\n" + GivenForm.NAME + "\n\nx\n--b--");
  }

  @Test
  void contentThatBeginsWithABoundary() {
    refused("no blank line", PART.replace("x\n", "--b\n\nx\n") + "--b--");
    refused("no blank line", PART.replace("x\n", "--b--\n") + "--b--");
  }

  @Test
  void boundaryThatLooksLikeAHeader() {
    Refused.as(
        Refusal.MALFORMED,
        () ->
            GivenForm.raw(
                "multipart/form-data; boundary=\"b:\"",
                ("--b:\n" + GivenForm.NAME + "\n--b:\nX: y\n\nx\n--b:--").replace("\n", "\r\n")));
  }

  @Test
  void partWithoutAName() {
    headerRefused("no Content-Disposition", "Content-Type: text/plain");
    headerRefused("name is missing", "Content-Disposition: form-data");
    headerRefused("name is missing", "Content-Disposition: form-data; name=\"\"");
    headerRefused("very long", "Content-Disposition: form-data; name=\"" + "a".repeat(257) + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"attachment; name=a", "file; name=a", "; name=a", "form-data, name=a", "name=a"})
  void dispositionThatIsNoneOfAForm(String value) {
    headerRefused("not form-data", "Content-Disposition: " + value);
  }

  @Test
  void headerThatIsThereTwice() {
    headerRefused("twice", GivenForm.NAME, "content-disposition: form-data; name=\"b\"");
    headerRefused("twice", GivenForm.NAME, "Content-Type: a/b", "content-TYPE: a/b");
    headerRefused(
        "twice",
        GivenForm.NAME,
        "Content-Transfer-Encoding: binary",
        "Content-Transfer-Encoding: 8bit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "; name=\"b\"",
        "; NAME=b",
        "; filename=a; filename=b",
        "; filename=a; Filename=a",
        "; filename=a; filename*=utf-8''a; filename*=utf-8''a",
        "; x=1; x=1"
      })
  void parameterThatIsThereTwice(String more) {
    headerRefused("twice", GivenForm.NAME + more);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "; filename",
        "; filename=",
        "; filename=\"a",
        "; filename=\"a\\\"",
        "; filename=a b",
        "; =a",
        "; filename =a",
        "; filename= a",
        "x",
        "; filename=\"a\"b",
        "; filename=é"
      })
  void parameterThatIsNone(String more) {
    headerRefused("Content-Disposition", GivenForm.NAME + more);
  }

  @Test
  void backslashInAName() {
    headerRefused("backslash", GivenForm.NAME + "; filename=\"a\\b\"");
    headerRefused("backslash", GivenForm.NAME + "; filename=\"a\\\\b\"");
    headerRefused("backslash", "Content-Disposition: form-data; name=\"a\\b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filename*=utf-8''b.html",
        "filename=a.wav; filename*=utf-8''b.html",
        "filename=a; filename*=iso-8859-1''a",
        "filename=a; filename*=utf-8'en'a",
        "filename=a; filename*=utf-8''%6",
        "filename=a; filename*=utf-8''%zz",
        "filename=a; filename*=utf-8''%-1",
        "filename=a; filename*=utf-8''%ff",
        "filename=a; filename*=utf-8''%+6"
      })
  void secondFileNameThatSaysSomethingElse(String names) {
    headerRefused("filename*", GivenForm.NAME + "; " + names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " name: folded",
        "\tfolded",
        "no colon",
        ": no name",
        "a b: c",
        "a : b",
        "a\u00e9: b"
      })
  void lineThatIsNoHeader(String line) {
    headerRefused("folded", GivenForm.NAME, line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64", "quoted-printable", "x", "", "binary, base64", "BASE64"})
  void contentInAnotherCoding(String coding) {
    headerRefused("Transfer-Encoding", GivenForm.NAME, "Content-Transfer-Encoding: " + coding);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "text/",
        "/plain",
        "a/b/c",
        "text/plain; x",
        "a b/c",
        "a/b; c=\"d\u00e9\"",
        "a/b; c=\"\\\"\"",
        "a/b; c=d; c=e",
        "multipart/mixed; boundary=c",
        "Multipart/Form-Data; boundary=b"
      })
  void typeOfAPartThatIsNoneOrAForm(String type) {
    Refused.field("a", () -> GivenForm.headed(GivenForm.NAME, "Content-Type: " + type));
  }

  @Test
  void headersOfMoreThanEightKibibytes() {
    int room = 8 * 1024 - GivenForm.NAME.length() - "\r\nX: ".length();
    assertThat(GivenForm.headed(GivenForm.NAME, "X: " + "y".repeat(room)).parts()).hasSize(1);
    headerRefused("8 KiB", GivenForm.NAME, "X: " + "y".repeat(room + 1));
  }

  @Test
  void headerThatIsNotUtf8() {
    byte[] body =
        ("--b\r\nContent-Disposition: form-data; name=\"\u00e9\"\r\n\r\nx\r\n--b--")
            .getBytes(ISO_8859_1);
    assertThat(
            Refused.as(Refusal.MALFORMED, () -> MultipartForm.parse(GivenForm.TYPE, body)).detail())
        .contains("UTF-8");
  }

  @Test
  void controlCharacterInAName() {
    headerRefused("control", "Content-Disposition: form-data; name=\"a\u0000b\"");
    headerRefused("control", "Content-Disposition: form-data; name=\"a\u007fb\"");
  }

  @Test
  void moreThanAThousandParts() {
    refused("1000 parts", PART.repeat(1_001) + "--b--");
  }

  private static void headerRefused(String word, String... lines) {
    assertThat(Refused.as(Refusal.MALFORMED, () -> GivenForm.headed(lines)).detail())
        .startsWith("multipart: part 1 ")
        .contains(word);
  }

  private static void refused(String word, String text) {
    rawRefused(word, text.replace("\n", "\r\n"));
  }

  private static void rawRefused(String word, String text) {
    assertThat(Refused.as(Refusal.MALFORMED, () -> GivenForm.raw(GivenForm.TYPE, text)).detail())
        .startsWith("multipart: ")
        .contains(word);
  }
}
