package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Locale;
import java.util.Set;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  private static final String USER = "margaret";

  @Test
  void fifteenCharactersAreEnoughAndFourteenAreNot() {
    accepts("abcdefg hijklmn", USER);
    refuses("abcdefg hijklm", USER, "at least 15 characters");
  }

  @Test
  void charactersAreCodePointsNotUtf16Units() {
    accepts("\ud83d\ude00".repeat(14) + "x", USER);
    refuses("\ud83d\ude00".repeat(13) + "x", USER, "at least 15 characters");
  }

  @Test
  void thousandAndTwentyFourBytesAreAcceptedAndOneMoreIsNot() {
    accepts("ab".repeat(512), USER);
    refuses("ab".repeat(512) + "c", USER, "at most 1024 bytes");
  }

  @Test
  void bytesAreThoseOfUtf8() {
    accepts("\u00e4x\u00e4".repeat(204) + "abcd", USER);
    refuses("\u00e4x\u00e4".repeat(204) + "abcde", USER, "at most 1024 bytes");
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    refuses("long enough but \ud83d", USER, "half of a character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aaaaaaaaaaaaaaa", "                    "})
  void oneCharacterRepeatedIsRefused(String password) {
    refuses(password, USER, "one character repeated");
  }

  @Test
  void oneCodePointRepeatedIsRefused() {
    refuses("\ud83d\ude00".repeat(20), USER, "one character repeated");
  }

  @ParameterizedTest
  @CsvSource({
    "margaretmargaret, margaret",
    "MargaretMARGARET, margaret",
    "margaret and more words, Margaret",
    "i am margaret hamilton, margaret",
    "bobbobbobbobbob, bob",
    "averylongusername@example.org, averylongusername@example.org",
  })
  void usernameRepeatedOrContainedIsRefused(String password, String username) {
    refuses(password, username, "must not contain the username");
  }

  @Test
  void shortUsernameMayBePartOfAWord() {
    accepts("ballast of albatross", "al");
    accepts("ballast of albatross", "");
  }

  static Set<String> commonPasswords() {
    return CommonPasswords.ALL;
  }

  @ParameterizedTest
  @MethodSource("commonPasswords")
  void commonPasswordIsRefusedInAnyCase(String password) {
    refuses(password, USER, "most common");
    refuses(password.toUpperCase(Locale.ROOT), USER, "most common");
  }

  private static void accepts(String password, String username) {
    assertThatCode(() -> PasswordHasher.check(new SecretText(password), username))
        .doesNotThrowAnyException();
  }

  private static void refuses(String password, String username, String why) {
    RefusalException refusal =
        catchThrowableOfType(
            RefusalException.class, () -> PasswordHasher.check(new SecretText(password), username));
    assertThat(refusal.reason()).isEqualTo(Refusal.INVALID_FIELD);
    assertThat(refusal.field()).contains("password");
    assertThat(refusal.detail()).contains(why).doesNotContain(password);
  }
}
