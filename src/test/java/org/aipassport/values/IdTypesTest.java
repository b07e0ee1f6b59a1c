package org.aipassport.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTypesTest {
  private static final String GOOD = "AZaz09_-AZaz09_-AZaz09";

  private static final List<Function<String, Object>> TYPES =
      List.of(
          AccountId::new,
          CallId::new,
          GrantId::new,
          GrantRequestId::new,
          ProviderKeyId::new,
          TokenId::new,
          UserId::new);

  static Stream<Function<String, Object>> types() {
    return TYPES.stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void idPrintsAsItsText(Function<String, Object> type) {
    assertThat(type.apply(GOOD)).hasToString(GOOD).isEqualTo(type.apply(GOOD));
    assertThat(type.apply(GOOD)).isNotEqualTo(type.apply(Ids.next()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AZaz09_-AZaz09_-AZaz0",
        "AZaz09_-AZaz09_-AZaz090",
        "AZaz09_-AZaz09_-AZaz0+",
        "AZaz09_-AZaz09_-AZaz0/",
        "AZaz09_-AZaz09_-AZaz0=",
        "AZaz09_-AZaz09_-AZaz0 ",
        "AZaz09_-AZaz09_-AZaz0é",
        "AZaz09_-AZaz09_-AZaz0%",
        "../../../../etc/passwd",
        "AZaz09_-AZaz09_-AZaz09\n",
        "' OR '1'='1' OR '1'='1"
      })
  void badFormIsNoIdOfAnyType(String text) {
    assertThat(Ids.isId(text)).isFalse();
    for (Function<String, Object> type : TYPES) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> type.apply(text))
          .withMessage("not an id"); // an id that is none may be a secret
    }
  }

  @Test
  void freshIdsAreIdsAndNeverTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String id = Ids.next();
      assertThat(Ids.isId(id)).isTrue();
      seen.add(id);
    }
    assertThat(seen).hasSize(10_000);
  }
}
