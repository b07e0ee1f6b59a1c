package org.aipassport.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is not strict JSON is MALFORMED, and nothing else is ever thrown. */
class MalformedJsonTest {
  static Stream<Arguments> structure() {
    return Stream.of(
        argumentSet("empty document", ""),
        argumentSet("only white space", " \n\t"),
        argumentSet("trailing second object", "{\"a\":1}{\"a\":2}"),
        argumentSet("trailing value on a new line", "{}\n{}"),
        argumentSet("trailing bracket", "[]]"),
        argumentSet("trailing brace", "{}}"),
        argumentSet("trailing word", "1 x"),
        argumentSet("trailing comma at the top", "{},"),
        argumentSet("trailing character zero", "{}\0"),
        argumentSet("trailing comment", "{}//"),
        argumentSet("duplicate member", "{\"model\":\"allowed\",\"model\":\"forbidden\"}"),
        argumentSet("duplicate member with equal values", "{\"a\":1,\"a\":1}"),
        argumentSet("duplicate member by an escaped twin", "{\"model\":1,\"\\u006dodel\":2}"),
        argumentSet(
            "duplicate member by an escaped pair", "{\"\uD83D\uDE00\":1,\"\\ud83d\\ude00\":2}"),
        argumentSet("duplicate member within", "[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]"),
        argumentSet("duplicate empty name", "{\"\":1,\"\":2}"),
        argumentSet("duplicate member whose first is null", "{\"a\":null,\"a\":1}"),
        argumentSet("block comment", "{/* */}"),
        argumentSet("line comment", "[1 // one\n]"),
        argumentSet("hash comment", "# x\n{}"),
        argumentSet("single quotes", "{'a':1}"),
        argumentSet("single quoted value", "['a']"),
        argumentSet("unquoted name", "{a:1}"),
        argumentSet("number as name", "{1:1}"),
        argumentSet("trailing comma in object", "{\"a\":1,}"),
        argumentSet("trailing comma in array", "[1,]"),
        argumentSet("leading comma", "[,1]"),
        argumentSet("double comma", "[1,,2]"),
        argumentSet("missing comma", "[1 2]"),
        argumentSet("missing colon", "{\"a\" 1}"),
        argumentSet("missing value", "{\"a\":}"),
        argumentSet("name without value", "{\"a\"}"),
        argumentSet("wrong bracket", "[}"),
        argumentSet("open object", "{\"a\":1"),
        argumentSet("open array", "[1"),
        argumentSet("open string", "\"abc"),
        argumentSet("open escape", "\"abc\\"),
        argumentSet("open brace", "{"),
        argumentSet("open name", "{\"a"),
        argumentSet("half a literal", "tru"),
        argumentSet("literal in capitals", "TRUE"),
        argumentSet("literal that goes on", "nullx"),
        argumentSet("undefined", "undefined"),
        argumentSet("vertical tab as white space", "[\u000b1]"),
        argumentSet("no-break space as white space", "[\u00a01]"),
        argumentSet("byte order mark within", "[\uFEFF1]"),
        argumentSet("two byte order marks", "\uFEFF\uFEFF{}"),
        argumentSet("byte order mark", "\uFEFF{}"),
        argumentSet("record separator", "\u001e{}"),
        argumentSet("line feed in string", "\"a\nb\""),
        argumentSet("tab in string", "\"a\tb\""),
        argumentSet("character zero in string", "\"a\0b\""),
        argumentSet("unit separator in name", "{\"a\u001f\":1}"),
        argumentSet("unknown escape", "\"\\x41\""),
        argumentSet("escaped quote of the other kind", "\"\\'\""),
        argumentSet("escape of three digits", "\"\\u12\""),
        argumentSet("escape with a sign", "\"\\u+123\""),
        argumentSet("escape with fullwidth digits", "\"\\u\uff10\uff10\uff14\uff11\""),
        argumentSet("escape in capitals", "\"\\U0041\""));
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        argumentSet("65 levels of arrays", "[".repeat(65) + "]".repeat(65)),
        argumentSet("65 levels of objects", "{\"a\":".repeat(65) + "1" + "}".repeat(65)),
        argumentSet("1,000 levels", "[".repeat(1_000) + "]".repeat(1_000)),
        argumentSet("1,000,000 levels", "[".repeat(1_000_000) + "]".repeat(1_000_000)),
        argumentSet("1,000,000 levels of objects", "{\"a\":".repeat(1_000_000)),
        argumentSet("1,000,000 levels never closed", "[".repeat(1_000_000)),
        argumentSet("name of 257 characters", "{\"" + "n".repeat(257) + "\":1}"),
        argumentSet("name of 257 escapes", "{\"" + "\\u006e".repeat(257) + "\":1}"),
        argumentSet("name of a mebibyte", "{\"" + "n".repeat(1 << 20) + "\":1}"),
        argumentSet("more than 1,000,000 tokens", "[" + "0,".repeat(1_000_000) + "0]"));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        argumentSet("2 to the 63rd", "9223372036854775808"),
        argumentSet("less than minus 2 to the 63rd", "-9223372036854775809"),
        argumentSet("integer of 32 digits", "1".repeat(32)),
        argumentSet("integer of 33 digits", "1".repeat(33)),
        argumentSet("zero of 33 characters", "0." + "0".repeat(31)),
        argumentSet("exponent of 33 characters", "1e" + "0".repeat(30) + "1"),
        argumentSet("integer of a million digits", "1".repeat(1_000_000)),
        argumentSet("fraction of a million digits", "0." + "1".repeat(1_000_000)),
        argumentSet("infinite", "1e400"),
        argumentSet("zero of an endless exponent", "0e99999999999"),
        argumentSet("zero of an endless negative exponent", "0.0e-99999999999"),
        argumentSet("minus infinite", "-1e400"),
        argumentSet("infinite by little", "1.8e308"),
        argumentSet("infinite beyond int", "1e99999999999999999999"),
        argumentSet("vanishing", "1e-400"),
        argumentSet("vanishing below zero", "-0.1e-400"),
        argumentSet("18 significant digits", "0.123456789012345678"),
        argumentSet("18 significant digits around the point", "123456789.012345678"),
        argumentSet("18 significant digits with exponent", "123456789012345678e1"),
        argumentSet("18 significant digits with zeros within", "100000000000000000.1"),
        argumentSet("not a number", "NaN"),
        argumentSet("infinity", "Infinity"),
        argumentSet("minus infinity", "-Infinity"),
        argumentSet("plus infinity", "+Infinity"),
        argumentSet("short infinity", "-INF"),
        argumentSet("plus", "+1"),
        argumentSet("only minus", "-"),
        argumentSet("two minus", "--1"),
        argumentSet("minus apart", "- 1"),
        argumentSet("leading zero", "01"),
        argumentSet("leading zero below zero", "-01"),
        argumentSet("leading zeros", "00"),
        argumentSet("no integer part", ".5"),
        argumentSet("no integer part below zero", "-.5"),
        argumentSet("no fraction", "5."),
        argumentSet("no fraction but exponent", "5.e1"),
        argumentSet("no exponent", "5e"),
        argumentSet("sign without exponent", "5e+"),
        argumentSet("fraction in the exponent", "5e1.5"),
        argumentSet("two points", "1.2.3"),
        argumentSet("hexadecimal", "0x1F"),
        argumentSet("octal", "0o17"),
        argumentSet("underscore", "1_000"),
        argumentSet("suffix", "1d"),
        argumentSet("long suffix", "1L"),
        argumentSet("fullwidth digit", "\uff11"),
        argumentSet("Arabic digit", "1\u0661"));
  }

  static Stream<Arguments> bytes() {
    return Stream.of(
        argumentSet("lone continuation byte", "22 80 22"),
        argumentSet("two-byte overlong quote", "c0 a2"),
        argumentSet("two-byte overlong in a string", "22 c1 81 22"),
        argumentSet("overlong zero", "22 c0 80 22"),
        argumentSet("three-byte overlong", "22 e0 80 af 22"),
        argumentSet("four-byte overlong", "22 f0 80 80 af 22"),
        argumentSet("high surrogate in UTF-8", "22 ed a0 bd 22"),
        argumentSet("low surrogate in UTF-8", "22 ed b8 80 22"),
        argumentSet("surrogate pair in UTF-8", "22 ed a0 bd ed b8 80 22"),
        argumentSet("beyond the last code point", "22 f4 90 80 80 22"),
        argumentSet("five-byte form", "22 f8 88 80 80 80 22"),
        argumentSet("Latin-1", "22 e9 22"),
        argumentSet("truncated before the quote", "22 f0 9f 98 22"),
        argumentSet("truncated at the end", "22 f0 9f 98"),
        argumentSet("truncated after the document", "7b 7d c3"),
        argumentSet("bad UTF-8 in a name", "7b 22 ff 22 3a 31 7d"),
        argumentSet("bad UTF-8 after the document", "7b 7d ff"),
        argumentSet("half a byte order mark", "ef bb 7b 7d"),
        argumentSet("only a byte order mark", "ef bb bf"),
        argumentSet("UTF-32 with mark", "00 00 fe ff 00 00 00 7b 00 00 00 7d"),
        argumentSet("UTF-32 big-endian", "00 00 00 7b 00 00 00 7d"),
        argumentSet("UTF-32 little-endian", "7b 00 00 00 7d 00 00 00"));
  }

  static Stream<Arguments> surrogates() {
    return Stream.of(
        argumentSet("high alone", "\\ud83d"),
        argumentSet("low alone", "\\ude00"),
        argumentSet("high before a letter", "\\ud83dx"),
        argumentSet("high before another high", "\\ud83d\\ud83d"),
        argumentSet("pair the wrong way round", "\\ude00\\ud83d"),
        argumentSet("high before an escape", "\\ud83d\\n"),
        argumentSet("pair and a low", "\\ud83d\\ude00\\ude00"),
        argumentSet("high before a character of four bytes", "\\ud83d\uD83D\uDE00"),
        argumentSet("low after a character of four bytes", "\uD83D\uDE00\\ude00"));
  }

  static Stream<Charset> otherEncodings() {
    return Stream.of(UTF_16, UTF_16BE, UTF_16LE);
  }

  @ParameterizedTest
  @MethodSource({"structure", "limits"})
  void isMalformed(String text) {
    assertMalformed(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numberIsMalformed(String number) {
    assertMalformed(number.getBytes(UTF_8));
    assertMalformed(("[" + number + "]").getBytes(UTF_8));
    assertMalformed(("{\"a\":" + number + ",\"b\":1}").getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("bytes")
  void encodingIsMalformed(String hex) {
    assertMalformed(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  @ParameterizedTest
  @MethodSource("surrogates")
  void surrogateWithoutPartnerIsMalformed(String text) {
    assertMalformed(("\"" + text + "\"").getBytes(UTF_8));
    assertMalformed(("{\"" + text + "\":1}").getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("otherEncodings")
  void otherEncodingIsMalformed(Charset charset) {
    assertMalformed("{\"model\":1}".getBytes(charset));
    assertMalformed("1".getBytes(charset));
    assertMalformed("\"\u4e00\u4e01\"".getBytes(charset));
  }

  static RefusalException assertMalformed(byte[] bytes) {
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> Json.parse(bytes));
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Refusal.MALFORMED);
    assertThat(refusal.detail()).startsWith("JSON: ").hasSizeLessThan(200);
    return refusal;
  }
}
