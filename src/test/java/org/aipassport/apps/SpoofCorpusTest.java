package org.aipassport.apps;

import static org.aipassport.apps.AppFlag.CLAIMS_AUTHORITY;
import static org.aipassport.apps.AppFlag.IP_ADDRESS;
import static org.aipassport.apps.AppFlag.LOCAL;
import static org.aipassport.apps.AppFlag.LOOKS_LIKE_BRAND;
import static org.aipassport.apps.AppFlag.MIXED_SCRIPTS;
import static org.aipassport.apps.AppFlag.PUNYCODE;
import static org.aipassport.apps.AppFlag.UNUSUAL_PORT;
import static org.aipassport.support.Refused.refusedField;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.support.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers call themselves and where they live: refused, flagged, or what it claims. */
class SpoofCorpusTest {
  private static final String HOST = "https://notes.example";

  private final AppIdentities identities =
      new AppIdentities(
          TestSettings.of(
              Map.of(
                  "aipassport.public-url",
                  "https://broker.example",
                  "aipassport.providers",
                  "openai,hausmodell",
                  "aipassport.provider.hausmodell.type",
                  "openai-compatible",
                  "aipassport.provider.hausmodell.base-url",
                  "https://modell.corp.example/v1")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "...",
        "\ud83d\udd25", // a picture alone
        "\u041epenAI", // Cyrillic O
        "Open\u0410\u0406", // Cyrillic A and I
        "Op\u0435nAI",
        "\u039fpenAI", // Greek O
        "Cl\u03b1ude",
        "N\u043etes", // mixed although it imitates nobody
        "N\u03bftes",
        "\u0417\u0430\u043cetki",
        "\u0430\u0440\u0440\u04cf\u0435", // Apple, all of it Cyrillic
        "\u041c\u0415\u0422\u0410", // META, all of it Cyrillic
        "Notes \u202eIAnepO", // RIGHT-TO-LEFT OVERRIDE
        "\u2066Notes\u2069",
        "Notes\u200f",
        "Open\u200bAI", // ZERO WIDTH SPACE
        "Open\u200dAI", // ZERO WIDTH JOINER
        "Open\u2060AI", // WORD JOINER
        "Open\u00adAI", // SOFT HYPHEN
        "Open\ufeffAI",
        "Open\u034fAI", // COMBINING GRAPHEME JOINER
        "Open\u3164AI", // HANGUL FILLER, a letter that nobody sees
        "Open\ufff9AI",
        "\ue000Notes", // private use
        "\ud83f\udffeNotes", // not a character
        "Notes\u0378", // not assigned
        "Notes\nVerified by AIPassport",
        "Notes\rVerified",
        "Notes\u2028Verified",
        "Notes\u0085Verified",
        "Notes\tVerified",
        "Notes\u0000",
        "Notes\u001b[2J",
        "N\u0330\u0331\u0332\u0333otes", // marks over marks
        "Ope\u0301\u0301nAI",
        "O\u0336p\u0336e\u0336n\u0336", // struck through
        "0penAI",
        "OpenAl",
        "OpenA1",
        "OPENAl",
        "Open Al",
        "Op3nAI",
        "O.p.e.n.A.l",
        "Gernini",
        "Geminl",
        "GerninI",
        "C1aude",
        "CIaude Code",
        "Al Broker",
        "A1Passport",
        "AI Br0ker Security",
        "Goog1e",
        "MicrosoFt Githvb Ollarna",
        "Hausmode11", // the operator's own provider
        "\ua4f3\ua4d1\ua4f0\ua4e0", // Lisu letters
        "\u1d0f\u1d18\u1d07\u0274", // phonetic small capitals
        "\u0662nd 2nd Notes" // digits of two scripts
      })
  void whatCanBeTakenForAnotherIsRefusedByItsField(String name) {
    refusedField("appName", () -> read(name));
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    refusedField("appName", () -> read("n".repeat(41)));
    refusedField("appName", () -> read("n".repeat(10_000)));
    refusedField("appName", () -> read("\ufdfa".repeat(10))); // 18 letters each, once normalised
    assertThat(read("n".repeat(40))).hasSize(40);
    assertThat(read("\ud83d\udd25".repeat(39) + "n")).hasSize(79);
  }

  static Stream<Arguments> names() {
    return Stream.of(
        // plain use of names that are somebody's
        named("OpenAI helper", HOST, LOOKS_LIKE_BRAND),
        named("openai", HOST, LOOKS_LIKE_BRAND),
        named("OPEN AI", HOST, LOOKS_LIKE_BRAND),
        named("MyOpenAIHelper", HOST, LOOKS_LIKE_BRAND),
        named("openaihelper", HOST, LOOKS_LIKE_BRAND),
        named("0penaihelper", HOST, LOOKS_LIKE_BRAND),
        named("O.p.e.n.A.I", HOST, LOOKS_LIKE_BRAND),
        named("\uff2f\uff50\uff45\uff4e\uff21\uff29", HOST, LOOKS_LIKE_BRAND), // full width
        named(
            "\ud835\udc0e\ud835\udc29\ud835\udc1e\ud835\udc27 AI", HOST, LOOKS_LIKE_BRAND), // bold
        named("Cl\u00e0ude", HOST, LOOKS_LIKE_BRAND),
        named("Claude Code", HOST, LOOKS_LIKE_BRAND),
        named("Gemini for Notes", HOST, LOOKS_LIKE_BRAND),
        named("Hausmodell Chat", HOST, LOOKS_LIKE_BRAND),
        named("AIPassport", HOST, LOOKS_LIKE_BRAND),
        named("Meta-Analyse", HOST, LOOKS_LIKE_BRAND),
        // claims
        named("AI Broker Security Team", HOST, LOOKS_LIKE_BRAND, CLAIMS_AUTHORITY),
        named("OpenAI Support", HOST, LOOKS_LIKE_BRAND, CLAIMS_AUTHORITY),
        named("Administrator", HOST, CLAIMS_AUTHORITY),
        named("Adrnin", HOST, CLAIMS_AUTHORITY),
        named("Notes (verified)", HOST, CLAIMS_AUTHORITY),
        named("Offizielles Sicherheitsteam", HOST, CLAIMS_AUTHORITY),
        named("Gepr\u00fcfte Notizen", HOST, CLAIMS_AUTHORITY),
        named("IT-Support", HOST, CLAIMS_AUTHORITY),
        named("Notes \u2705", HOST, CLAIMS_AUTHORITY),
        named("Notes \ud83d\udd12", HOST, CLAIMS_AUTHORITY),
        // where the name is the host's own
        named("Claude Code", "https://claude.ai/code"),
        named("OpenAI helper", "https://platform.openai.com"),
        named("OpenAI helper", "https://openai.com.evil.example", LOOKS_LIKE_BRAND),
        named("OpenAI helper", "https://notopenai.com", LOOKS_LIKE_BRAND),
        named("AIPassport", "https://broker.example/ui/"),
        named("Hausmodell Chat", "https://modell.corp.example"),
        // honest ones
        named("Notes", HOST),
        named("Rezepte f\u00fcr \u00d6fen", HOST),
        named("Stra\u00dfenkarte 2", HOST),
        named("R\u00e9sum\u00e9s d\u2019\u00e9t\u00e9", HOST),
        named("\u8b70\u4e8b\u9332\u30e1\u30fc\u30ab\u30fc", HOST), // Japanese
        named("AI \u30ce\u30fc\u30c8 \u3072\u3089\u304c\u306a", HOST), // Latin with Japanese
        named("\u0417\u0430\u043c\u0435\u0442\u043a\u0438", HOST), // Russian
        named("\u0645\u0644\u0627\u062d\u0638\u0627\u062a", HOST), // Arabic
        named("\u05d4\u05e2\u05e8\u05d5\u05ea", HOST), // Hebrew
        named("\ud55c\uad6d\uc5b4 \ub178\ud2b8", HOST), // Korean
        named("\u0939\u093f\u0928\u094d\u0926\u0940", HOST), // Hindi
        named("Ti\u1ebfng Vi\u1ec7t", HOST),
        named("\ud83d\udcdd Notes & more!", HOST),
        named("\u2764\ufe0f Cards", HOST), // an emoji with its variation selector
        named("<script>alert(1)</script>", HOST), // markup is text
        named("Coherent laws of metadata", HOST),
        named("Pineapple Appie", HOST),
        named("Open Alps Guide", HOST));
  }

  private static Arguments named(String name, String url, AppFlag... flags) {
    return Arguments.of(name, url, Set.of(flags));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNameHasTheFlagsThatItDeserves(String name, String url, Set<AppFlag> flags) {
    AppIdentity app = identities.of(read(name), url);
    assertThat(app.nameFlags()).isEqualTo(flags);
    assertThat(app.standing()).isEqualTo(AppStanding.UNREGISTERED);
  }

  @Test
  void onlyANameThatAnOperatorVouchesForHasNoFlags() {
    String name = read("OpenAI support");
    assertThat(identities.of(name, HOST, AppStanding.SELF_REGISTERED).nameFlags())
        .containsExactlyInAnyOrder(AppFlag.LOOKS_LIKE_BRAND, AppFlag.CLAIMS_AUTHORITY);
    AppIdentity verified =
        identities.of(name, "https://xn--pple-43d.example:8443", AppStanding.VERIFIED);
    assertThat(verified.nameFlags()).isEmpty();
    assertThat(verified.flags()).contains(AppFlag.UNUSUAL_PORT);
  }

  @Test
  void aNameIsShownAsItIsStoredNormalisedOnOneLine() {
    assertThat(read("  Big \u00a0\u2003 Notes ")).isEqualTo("Big Notes");
    assertThat(read("\uff2eotes\u2122")).isEqualTo("NotesTM");
    assertThat(read("Cafe\u0301")).isEqualTo("Caf\u00e9");
    assertThat(read("\u2764\ufe0f Cards")).isEqualTo("\u2764 Cards");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u202eb",
        "a\u034fb",
        "a\u115fb",
        "a\u3164b",
        "a\uffa0b",
        "a\u180bb",
        "a\ud83f\udffeb",
        "a\ue000b",
        "a\u2028b",
        "a\rb",
        "a\u0300\u0301\u0302\u0303b"
      })
  void otherTextOfAnAppHidesAndCoversNothing(String text) {
    refusedField("reason", () -> ShownText.require("reason", text));
  }

  @Test
  void otherTextOfAnAppIsLeftAsItIs() {
    for (String text :
        new String[] {
          "", "a\n\tb", "\u2764\ufe0f", "e\u0301", "<b>\"x\"</b>", "\u0e17\u0e35\u0e48"
        }) {
      assertThat(ShownText.require("reason", text)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user@notes.example",
        "https://openai.com@evil.example",
        "https://notes.example.",
        "https://notes.example./a",
        "https://notes%2eexample/",
        "https://notes.example:/",
        "https://notes.example:0/",
        "https://notes.example:65536/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://017700000001/",
        "https://127.0.0.01/",
        "https://127.1/",
        "https://1.2.3.256/",
        "https://1.2.3.4.5/",
        "https://a.1/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://m\u00fcller.example/",
        "https://\u202eelpmaxe.seton/",
        "https://notes.example\u3002evil.example/",
        "https://xn--/",
        "https://xn--a/", // decodes to nothing
        "https://xn--notes-.example/", // decodes to ASCII
        "https://xn--80ak6aa92e-.example/",
        "https://xn--ngbrx4e.xn--a-0hc.example/", // a label that mixes directions
        "https://-notes.example/",
        "https://notes_1.example/",
        "https://a..example/"
      })
  void anAddressOfMoreThanOneReadingIsRefused(String url) {
    refusedField("appUrl", () -> AppAddress.read("appUrl", url));
  }

  @Test
  void hostsThatNoNameServerCouldHoldAreRefused() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(AppAddress.read("appUrl", "https://" + longest)).isNotEmpty();
    refusedField("appUrl", () -> AppAddress.read("appUrl", "https://a" + label + ".example"));
    refusedField("appUrl", () -> AppAddress.read("appUrl", "https://" + longest + "a"));
  }

  static Stream<Arguments> hosts() {
    return Stream.of(
        host("https://notes.example", "notes.example"),
        host("https://NOTES.example:443/a", "notes.example"),
        host("https://r3---sn.example", "r3---sn.example"),
        host("https://xn--mller-kva.example", "m\u00fcller.example"),
        host("https://xn--e1afmkfd.example", "\u043f\u0440\u0438\u043c\u0435\u0440.example"),
        host("https://xn--wgv71a119e.example", "\u65e5\u672c\u8a9e.example"),
        host("https://platform.openai.com", "platform.openai.com"),
        host("https://broker.example", "broker.example"),
        host("https://notes.example:8443", "notes.example", UNUSUAL_PORT),
        host("http://localhost:3000", "localhost", LOCAL),
        host("https://notes.local", "notes.local", LOCAL),
        host("https://intranet", "intranet", LOCAL),
        host("https://wiki.intranet:8443", "wiki.intranet", LOCAL),
        host("https://10.1.2.3", "10.1.2.3", LOCAL, IP_ADDRESS),
        host("http://[::1]:3000", "[::1]", LOCAL, IP_ADDRESS),
        host("https://[fd00::1]", "[fd00::1]", LOCAL, IP_ADDRESS),
        host("https://198.51.100.7", "198.51.100.7", IP_ADDRESS),
        host("https://[2001:db8::1]:8443", "[2001:db8::1]", IP_ADDRESS, UNUSUAL_PORT),
        host("https://openai-login.example", "openai-login.example", LOOKS_LIKE_BRAND),
        host("https://openai.com.evil.example", "openai.com.evil.example", LOOKS_LIKE_BRAND),
        host("https://0penai.example", "0penai.example", LOOKS_LIKE_BRAND),
        host("https://gernini.example", "gernini.example", LOOKS_LIKE_BRAND),
        host("https://my-open-ai.example", "my-open-ai.example", LOOKS_LIKE_BRAND),
        host("https://claude.ai.evil.example", "claude.ai.evil.example", LOOKS_LIKE_BRAND),
        host("https://aipassport.evil.example", "aipassport.evil.example", LOOKS_LIKE_BRAND),
        host( // Apple in Cyrillic letters
            "https://xn--80ak6aa92e.example", "xn--80ak6aa92e.example", LOOKS_LIKE_BRAND, PUNYCODE),
        host( // OpenAI with a Cyrillic o
            "https://xn--penai-iye.example",
            "xn--penai-iye.example",
            LOOKS_LIKE_BRAND,
            MIXED_SCRIPTS,
            PUNYCODE),
        host("https://xn--80a1aj.example", "xn--80a1aj.example", PUNYCODE), // Cyrillic oca
        host("https://xn--1ch.example", "xn--1ch.example", PUNYCODE), // a mathematical sign
        host( // OpenAI with an umlaut
            "https://xn--penai-iua.example", "xn--penai-iua.example", LOOKS_LIKE_BRAND, PUNYCODE));
  }

  private static Arguments host(String url, String shown, AppFlag... flags) {
    return Arguments.of(url, shown, Set.of(flags));
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void aHostIsShownAsWhatItIsWithTheFlagsThatItDeserves(
      String url, String shown, Set<AppFlag> flags) {
    AppHost host = identities.of("Notes", AppAddress.read("appUrl", url)).host();
    assertThat(host.shown()).isEqualTo(shown);
    assertThat(host.flags()).isEqualTo(flags);
    assertThat(host.ascii()).isEqualTo(AppAddress.hostOf(url)).matches("[\\x21-\\x7e]+");
  }

  @Test
  void thePortIsShownWhereItIsNotTheSchemes() {
    assertThat(identities.of("Notes", "https://notes.example:8443/a").host().shownWithPort())
        .isEqualTo("notes.example:8443");
    assertThat(identities.of("Notes", "https://notes.example:443/a").host().shownWithPort())
        .isEqualTo("notes.example");
  }

  @Test
  void whatWasStoredBeforeTheseRulesIsStillShown() {
    AppHost old = identities.of("Notes", "https://notes.example./").host();
    assertThat(old.shown()).isEqualTo("notes.example.");
    assertThat(identities.of("", "").host().shown()).isEmpty();
  }

  private String read(String name) {
    String read = AppName.read("appName", name);
    identities.refuseImitation("appName", read);
    return read;
  }
}
