package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.aipassport.config.OAuthSettings.Registration;
import org.aipassport.values.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthReaderTest {
  private static final String REGISTRATION = "aipassport.oauth.registration";
  private static final String FILE = "aipassport.oauth.registration.token-file";
  private static final String TOKEN = "canary-0123456789-0123456789-012";

  @TempDir Path directory;

  @Test
  void appsDoNotRegisterThemselvesUnlessTheOperatorSaysSo() {
    OAuthSettings settings = Given.nothing().read().oauth();
    assertThat(settings.registration()).isEqualTo(Registration.OFF);
    assertThat(settings.initialAccessToken()).isEmpty();
    assertThat(Given.value(REGISTRATION, "open").read().oauth().registration())
        .isEqualTo(Registration.OPEN);
  }

  @Test
  void initialAccessTokenIsTheLineOfItsFile() throws IOException {
    OAuthSettings settings =
        Given.value(REGISTRATION, "token").and(FILE, file(TOKEN + "\n")).read().oauth();
    assertThat(settings.initialAccessToken()).contains(new SecretText(TOKEN));
    assertThat(settings.toString()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary",
        "canary-0123456789-0123456789-01",
        "canary 0123456789-0123456789-0123",
        "canäry-0123456789-0123456789-0123"
      })
  void tokenThatCanBeGuessedOrNotBeSentIsAFault(String text) throws IOException {
    assertThat(Given.value(REGISTRATION, "token").and(FILE, file(text)).faults())
        .singleElement()
        .asString()
        .startsWith(FILE + ": holds no token")
        .doesNotContain("0123");
  }

  @Test
  void tokenThatNothingAsksForIsAFault() throws IOException {
    for (String registration : new String[] {"open", "off"}) {
      assertThat(Given.value(REGISTRATION, registration).and(FILE, file(TOKEN)).faults())
          .singleElement()
          .asString()
          .startsWith(FILE + ": is set without");
    }
  }

  private String file(String text) throws IOException {
    Path file = directory.resolve("token");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }
}
