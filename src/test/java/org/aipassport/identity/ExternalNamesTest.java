package org.aipassport.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalNamesTest {
  @ParameterizedTest
  @CsvSource({
    "bob, bob",
    "Bob.B_c@example.org, Bob.B_c@example.org",
    "Jürgen Groß, Jurgen-Gro-",
    "' -_x', x",
    "'', user",
    "Боб, user",
    "'a\u202eb', a-b",
    "'a\u0000b', a-b",
    "'<b>x</b>', b-x-b-"
  })
  void whatTheyAreCalledBecomesAUsername(String wanted, String username) {
    String made = ExternalNames.username(Optional.of(wanted), name -> false);
    assertThat(made).isEqualTo(username);
    assertThat(Usernames.hasForm(made)).isTrue();
  }

  @Test
  void aNameThatIsTakenGetsANumberAndNoNameBecomesTooLong() {
    Set<String> taken = Set.of("bob", "bob-2");
    assertThat(ExternalNames.username(Optional.of("bob"), taken::contains)).isEqualTo("bob-3");
    String longest =
        ExternalNames.username(Optional.of("x".repeat(10_000)), name -> !name.contains("-"));
    assertThat(Usernames.hasForm(longest)).isTrue();
    assertThat(ExternalNames.username(Optional.empty(), name -> false)).isEqualTo("user");
  }
}
