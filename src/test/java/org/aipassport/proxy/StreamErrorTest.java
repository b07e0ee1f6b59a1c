package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.Protocol;
import org.aipassport.support.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamErrorTest {
  private static final RefusalException BROKEN =
      new RefusalException(Refusal.UPSTREAM_FAILED, "The provider’s \"answer\"\nbroke off.");

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void eventIsThatOfTheGoldenFile(Protocol protocol) {
    String file = "stream-error/" + protocol.name().toLowerCase(Locale.ROOT) + ".txt";
    assertThat(new String(StreamError.event(protocol, BROKEN), UTF_8)).isEqualTo(Golden.text(file));
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void eventIsOneWhateverItsTextHolds(Protocol protocol) throws IOException {
    RefusalException nasty =
        new RefusalException(Refusal.UPSTREAM_FAILED, "a\n\ndata: [DONE]\r\n\r\nb");
    byte[] event = StreamError.event(protocol, nasty);
    EventReader reader = new EventReader(new ByteArrayInputStream(event), 10_000);
    assertThat(reader.next()).contains(event);
    assertThat(reader.next()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"OPENAI", "GOOGLE"})
  void endOfTheGrantIsToldAsSuch(Protocol protocol) {
    RefusalException ended =
        new RefusalException(Refusal.CREDENTIALS_INVALID, "grant_revoked: over.");
    assertThat(new String(StreamError.event(protocol, ended), UTF_8))
        .contains("grant_revoked")
        .containsAnyOf("authentication_error", "UNAUTHENTICATED");
  }
}
