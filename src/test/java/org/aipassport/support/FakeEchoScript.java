package org.aipassport.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The key that came, said back in two: {@code fake-echo-FORM-WAY-N}.
 *
 * <ul>
 *   <li>FORM: {@code key} as it is; {@code escaped} every character as {@code \}{@code u00xx};
 *       {@code percent} every character as {@code %XX}; {@code base} base64, {@code hex}
 *   <li>In two network writes, cut after N characters of the form: {@code body} in an answer that
 *       is no stream, {@code error} in the message of a 400, {@code header} in the request's id,
 *       {@code type} in a parameter of the content type, {@code cut} in one piece of a stream
 *   <li>In two pieces of a stream, the first of N characters: {@code parts}; here the form is what
 *       is said, not how: its backslashes are escaped
 * </ul>
 */
final class FakeEchoScript {
  private static final Pattern NAME =
      Pattern.compile("echo-(key|escaped|percent|base|hex)-(body|error|header|type|cut|parts)");
  private static final String JSON = "application/json";

  private FakeEchoScript() {}

  static FakeScript.Next play(String name, int offset, FakeAsk ask, FakeReply reply)
      throws IOException {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return FakeScript.Next.NOT_MINE;
    }
    String form = form(matcher.group(1), ask);
    FakeStream stream = FakeApis.stream(ask);
    switch (matcher.group(2)) {
      case "body" -> reply.sendCut(form, offset, 200, JSON, plain(ask.saying(List.of(form))));
      case "error" -> reply.sendCut(form, offset, 400, JSON, FakeErrors.body(ask, 400, "", form));
      case "header" -> reply.sendCut(form, offset, 200, JSON, plain(ask), "x-request-id: " + form);
      case "type" -> {
        String type = stream.contentType() + "; fake=" + form;
        reply.sendCut(form, offset, 200, type, "fake");
      }
      case "cut" -> {
        FakeEvents events = new FakeEvents(reply, stream);
        events.start();
        events.partCutAt(form, offset);
        events.finish();
      }
      default -> {
        List<String> parts =
            List.of(Scan.escaped(form.substring(0, offset)), Scan.escaped(form.substring(offset)));
        new FakeEvents(reply, FakeApis.stream(ask.saying(parts))).whole(parts);
      }
    }
    return FakeScript.Next.KEEP;
  }

  private static String plain(FakeAsk ask) {
    return FakeApis.plain(ask).orElse("{}");
  }

  /** The key that came, in that form, as it stands between the quotes of JSON. */
  static String form(String name, FakeAsk ask) {
    String key = ask.key().orElse("none");
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return switch (name) {
      case "escaped" -> each(key, "\\u%04x");
      case "percent" -> each(key, "%%%02X");
      case "base" -> Base64.getEncoder().encodeToString(bytes);
      case "hex" -> HexFormat.of().formatHex(bytes);
      default -> Scan.escaped(key);
    };
  }

  private static String each(String key, String format) {
    return key.chars()
        .mapToObj(c -> String.format(Locale.ROOT, format, c))
        .collect(Collectors.joining());
  }
}
