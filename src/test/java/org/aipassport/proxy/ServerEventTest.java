package org.aipassport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerEventTest {
  @ParameterizedTest
  @CsvSource({
    "'event: a\ndata: b\n\n', a, b",
    "'event:a\r\ndata:b\r\n\r\n', a, b",
    "'data:  b\revent: a\r\r', a, ' b'",
    "'\ndata: b\n\n', '', b",
    "'data: b\ndata:c\ndata\n\n', '', 'b\nc\n'",
    "': data: x\ndatax: y\n data: z\nid: 1\ndata: b', '', b",
    "'event\ndata\n\n', '', ''"
  })
  void nameAndDataAreRead(String event, String name, String data) {
    ServerEvent read = read(event);
    assertThat(read.name()).isEqualTo(name);
    assertThat(read.hasData()).isTrue();
    assertThat(new String(read.data(), UTF_8)).isEqualTo(data);
  }

  @Test
  void commentHasNoData() {
    assertThat(read(": data\n\n").hasData()).isFalse();
    assertThat(read("").hasData()).isFalse();
  }

  @Test
  void dataIsComparedWithText() {
    assertThat(read("data: [DONE]\n\n").isData("[DONE]")).isTrue();
    assertThat(read("data: [DONE]x\n\n").isData("[DONE]")).isFalse();
    assertThat(read("data: [DONE]x\n\n").beginsWith("[DONE]")).isTrue();
    assertThat(read("data: [DON\n\n").beginsWith("[DONE]")).isFalse();
  }

  private static ServerEvent read(String event) {
    return new ServerEvent(event.getBytes(UTF_8));
  }
}
