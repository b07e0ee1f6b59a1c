package org.aipassport.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stream of server-sent events, read as it comes. */
final class EventStream implements AutoCloseable {
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private final List<String> seen = new ArrayList<>();
  private final String path;

  private EventStream(String path, HttpResponse<InputStream> response) {
    this.path = path;
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** Opens a stream at {@code /proxy/chat}; what is answered may as well be an error. */
  static EventStream open(TestGrant grant, String model) {
    return open(Chat.PROXY, grant, model);
  }

  static EventStream open(String path, TestGrant grant, String model) {
    byte[] body = Chat.streamed(model).getBytes(StandardCharsets.UTF_8);
    try {
      return new EventStream(
          path,
          Http.CLIENT.send(
              Http.request("POST", path, body, grant.bearer()),
              HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int status() {
    return response.statusCode();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The next event without its empty line, or nothing at the clean end of the stream. */
  Optional<String> next() {
    StringBuilder event = new StringBuilder();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          seen.add(event.toString());
          return Optional.of(event.toString());
        }
        event.append(event.isEmpty() ? "" : "\n").append(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!event.isEmpty()) {
      throw new AssertionError("the stream ended inside an event: " + event);
    }
    return Optional.empty();
  }

  /** So many events, which must come. */
  List<String> take(int count) {
    List<String> events = new ArrayList<>();
    while (events.size() < count) {
      events.add(next().orElseThrow());
    }
    return events;
  }

  /** All that is left up to the end. */
  List<String> rest() {
    List<String> events = new ArrayList<>();
    for (Optional<String> event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    return events;
  }

  /** Leaves, whether or not there is more. */
  @Override
  public void close() {
    Canaries.heard(response.headers().map() + "\n" + String.join("\n\n", seen), "POST " + path);
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
