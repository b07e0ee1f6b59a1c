package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.aipassport.outbound.UpstreamBroken;
import org.aipassport.outbound.UpstreamFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("InputStreamSlowMultibyteRead") // short streams
class EventReaderTest {
  private static final int LONGEST = 1000;

  @Test
  void eventsComeOneByOneWithTheirEmptyLine() throws IOException {
    assertThat(events("data: a\n\ndata: b\ndata: c\n\n"))
        .containsExactly("data: a\n\n", "data: b\ndata: c\n\n");
  }

  @Test
  void linesMayEndWithCrLf() throws IOException {
    assertThat(events("data: a\r\n\r\ndata: b\r\nid: 1\r\n\r\n"))
        .containsExactly("data: a\r\n\r\n", "data: b\r\nid: 1\r\n\r\n");
    assertThat(events("data: a\r\n\ndata: b\n\r\n"))
        .containsExactly("data: a\r\n\n", "data: b\n\r\n");
  }

  @Test
  void linesMayEndWithCrAlone() throws IOException {
    assertThat(events("data: a\r\rdata: b\rid: 1\r\r"))
        .containsExactly("data: a\r\r", "data: b\rid: 1\r\r");
    assertThat(events("data: a\n\rdata: b\r\n\rdata: c\r\n\n"))
        .containsExactly("data: a\n\r", "data: b\r\n\r", "data: c\r\n\n");
  }

  @Test
  void eventThatEndsWithCrWaitsForNothing() throws IOException {
    EventReader reader = reader(thenFails("data: a\r\n\r"));
    assertThat(reader.next()).map(String::new).contains("data: a\r\n\r");
    assertThatExceptionOfType(UpstreamBroken.class).isThrownBy(reader::next);
  }

  @Test
  void lineFeedThatComesAfterItsCrIsStillPassedOn() throws IOException {
    byte[] text = "data: a\r\n\r\ndata: b\r\n\r\n".getBytes(UTF_8);
    assertThat(events(pieces(text, () -> 1)))
        .containsExactly("data: a\r\n\r", "\ndata: b\r\n\r", "\n");
  }

  @Test
  void byteOrderMarkIsOnlyTheFirstEvents() throws IOException {
    assertThat(events("\ufeffdata: a\n\n\ufeffdata: b\n\n"))
        .containsExactly("data: a\n\n", "\ufeffdata: b\n\n");
    assertThat(events(pieces("\ufeffdata: a\n\n".getBytes(UTF_8), () -> 1)))
        .containsExactly("data: a\n\n");
  }

  @Test
  void commentsAndUnknownFieldsAreEventsLikeOthers() throws IOException {
    assertThat(events(": keep-alive\n\nevent: ping\nretry: 5\nfoo\n\n"))
        .containsExactly(": keep-alive\n\n", "event: ping\nretry: 5\nfoo\n\n");
  }

  @Test
  void emptyLinesBetweenEventsArePassedOnToo() throws IOException {
    assertThat(events("\n\ndata: a\n\n\n")).containsExactly("\n", "\n", "data: a\n\n", "\n");
  }

  @Test
  void emptyStreamHasNoEvents() throws IOException {
    assertThat(events("")).isEmpty();
  }

  @Test
  void streamThatHasEndedStaysEnded() throws IOException {
    EventReader reader = reader(new ByteArrayInputStream("data: a\n\n".getBytes(UTF_8)));
    assertThat(reader.next()).isPresent();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "data: a", "data: a\n", "data: a\r\n", "data: a\r", ": c\n"})
  void streamThatEndsInsideAnEventIsBroken(String rest) {
    EventReader reader = reader(new ByteArrayInputStream(("data: x\n\n" + rest).getBytes(UTF_8)));
    assertThatIOException()
        .isThrownBy(
            () -> {
              assertThat(reader.next()).isPresent();
              reader.next();
            })
        .withMessageContaining("ended inside");
    assertThat(reader.unfinished()).isEqualTo(rest.getBytes(UTF_8));
  }

  @Test
  void eventIsPassedOnAsSoonAsItIsWhole() throws IOException {
    EventReader reader = reader(thenFails("data: a\n\ndata: b\n\nda"));
    assertThat(reader.next()).isPresent();
    assertThat(reader.next()).isPresent();
    assertThatExceptionOfType(UpstreamBroken.class).isThrownBy(reader::next);
  }

  @Test
  void eventMayBeAsLongAsAllowedAndNoLonger() throws IOException {
    String longest = "x".repeat(LONGEST - 2) + "\n\n";
    assertThat(events(longest + longest)).containsExactly(longest, longest);
    assertThatIOException().isThrownBy(() -> events("x" + longest));
    assertThatIOException().isThrownBy(() -> events("x".repeat(LONGEST + 1)));
  }

  @Test
  void endlessEventIsNotCollected() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThatIOException().isThrownBy(() -> reader(endless).next());
  }

  @Test
  void itDoesNotMatterWhereTheNetworkCuts() throws IOException {
    String text = "data: a\r\n\n: c\n\nid: 1\rdata: ü😀\n\n\ndata: [DONE]\r\n\n";
    List<String> whole = events(text);
    for (int most = 1; most <= text.length() + 10; most++) {
      int size = most;
      assertThat(events(pieces(text.getBytes(UTF_8), () -> size))).isEqualTo(whole);
    }
  }

  @Test
  void eventsTogetherAreTheStreamWhateverItHolds() throws IOException {
    Random random = new Random(20_301);
    String[] parts = {"\n", "\r", "\r\n", "\n\n", "data: ", ":", "x", "ü", "😀", "\0", " ", "}"};
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      text.append("x\n\n");
      List<String> events =
          events(pieces(text.toString().getBytes(UTF_8), () -> 1 + random.nextInt(7)));
      assertThat(String.join("", events)).as("round %d", round).isEqualTo(text.toString());
      assertThat(events).allMatch(event -> event.endsWith("\n") || event.endsWith("\r"));
    }
  }

  private static InputStream thenFails(String after) {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new UpstreamBroken(UpstreamFailure.Kind.BROKEN);
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(after.getBytes(UTF_8)), failing);
  }

  private interface Sizes {
    int next();
  }

  /** A stream that gives at most so many bytes at once. */
  private static InputStream pieces(byte[] bytes, Sizes sizes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, sizes.next()));
      }
    };
  }

  private static List<String> events(String text) throws IOException {
    return events(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static List<String> events(InputStream in) throws IOException {
    EventReader reader = reader(in);
    List<String> events = new ArrayList<>();
    for (Optional<byte[]> event = reader.next(); event.isPresent(); event = reader.next()) {
      events.add(new String(event.get(), UTF_8));
    }
    return events;
  }

  private static EventReader reader(InputStream in) {
    return new EventReader(in, LONGEST);
  }
}
