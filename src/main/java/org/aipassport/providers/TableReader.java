package org.aipassport.providers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.aipassport.config.ProviderType;
import org.aipassport.json.FieldReader;
import org.aipassport.json.JsonObject;
import org.aipassport.problems.RefusalException;

/** Reads the table of one type, every member of which must be known. */
final class TableReader {
  private static final int LONG = 500;
  private static final int WORD = 80;
  private static final int MOST = 200;
  private static final Pattern HEADER = Pattern.compile("[a-z0-9-]+");

  /** Beginnings of headers that say how an answer is sent or read, which is the broker's to say. */
  private static final List<String> OURS =
      List.of(
          "access-control-",
          "aipassport-",
          "alt-svc",
          "cache-control",
          "clear-site-data",
          "connection",
          "content-",
          "cross-origin-",
          "keep-alive",
          "link",
          "location",
          "proxy-",
          "refresh",
          "service-worker",
          "set-cookie",
          "strict-transport",
          "trailer",
          "transfer-",
          "upgrade",
          "vary",
          "www-",
          "x-accel-",
          "x-content-",
          "x-frame-");

  private TableReader() {}

  /**
   * The table.
   *
   * @throws RefusalException INVALID_FIELD naming the member that is wrong, missing or unknown
   */
  static ProviderTable read(JsonObject source) {
    FieldReader table = FieldReader.of(source);
    String type = table.string("type", WORD);
    Spelling spelling =
        OperationReader.isWord(table, "spelling", "proto") ? Spelling.PROTO : Spelling.EXACT;
    FieldReader key = table.object("key");
    OperationReader operations = new OperationReader(spelling, refused(table), table);
    String chat = table.string("proxy-chat", WORD);
    ProviderTable read =
        new ProviderTable(
            ProviderType.of(type)
                .orElseThrow(() -> RefusalException.ofField("type", "is no type here: " + type)),
            table.string("version", WORD),
            protocol(table.string("protocol", WORD)),
            key.string("header", WORD),
            key.optionalString("prefix", WORD).orElse(""),
            RouteReader.path(table, "models").before(),
            new ProviderTable.Chat(
                chat, table.optionalString("proxy-chat-stream", WORD).orElse(chat)),
            headers(table),
            answerHeaders(table),
            codes(table.object("codes")),
            offers(table),
            operations(table, operations));
    key.nothingElse();
    table.nothingElse();
    if (!operationNames(read).contains(chat)
        || !operationNames(read).contains(read.chat().streamed())) {
      throw RefusalException.ofField("proxy-chat", "names an operation that is not there");
    }
    return read;
  }

  private static Set<Capability> offers(FieldReader table) {
    Set<Capability> offers = EnumSet.noneOf(Capability.class);
    table
        .optionalStrings("offers", MOST, WORD)
        .ifPresent(
            names -> names.forEach(n -> offers.add(OperationReader.capability(n, "offers"))));
    return offers;
  }

  private static Set<String> operationNames(ProviderTable table) {
    return table.operations().keySet();
  }

  private static Protocol protocol(String name) {
    return Protocol.ofWireName(name)
        .orElseThrow(() -> RefusalException.ofField("protocol", "is no protocol here: " + name));
  }

  private static Map<String, String> refused(FieldReader table) {
    Map<String, String> refused = new HashMap<>();
    table
        .optionalObject("refuse")
        .ifPresent(
            whys -> {
              for (String why : whys.names()) {
                whys.strings(why, MOST, WORD).forEach(name -> refused.put(name, why));
              }
            });
    return refused;
  }

  private static List<HeaderTable> headers(FieldReader table) {
    List<HeaderTable> headers = new ArrayList<>();
    table
        .optionalObject("headers")
        .ifPresent(all -> all.names().forEach(name -> headers.add(header(name, all.object(name)))));
    return headers;
  }

  private static List<String> answerHeaders(FieldReader table) {
    List<String> names = table.strings("answer-headers", MOST, WORD);
    for (String name : names) {
      boolean isOurs = OURS.stream().anyMatch(name::startsWith);
      if (isOurs || !HEADER.matcher(name).matches()) {
        throw RefusalException.ofField("answer-headers", "cannot be passed on: " + name);
      }
    }
    return names;
  }

  private static HeaderTable header(String name, FieldReader header) {
    Map<String, String> refuse = new HashMap<>();
    header
        .optionalObject("refuse")
        .ifPresent(all -> all.names().forEach(begin -> refuse.put(begin, all.string(begin, LONG))));
    HeaderTable read =
        new HeaderTable(
            name,
            pattern(header),
            header.optionalString("default", WORD),
            header.optionalStrings("strip", MOST, WORD).orElse(List.of()),
            refuse);
    header.nothingElse();
    return read;
  }

  private static Pattern pattern(FieldReader header) {
    try {
      return Pattern.compile(header.string("form", LONG));
    } catch (PatternSyntaxException e) {
      throw RefusalException.ofField(header.path("form"), "is no regular expression");
    }
  }

  private static ErrorCodes codes(FieldReader codes) {
    ErrorCodes read =
        new ErrorCodes(
            Set.copyOf(codes.strings("request-caused", MOST, WORD)),
            Set.copyOf(codes.strings("account-caused", MOST, WORD)));
    codes.nothingElse();
    return read;
  }

  private static Map<String, Operation> operations(FieldReader table, OperationReader reader) {
    Map<String, Operation> operations = new HashMap<>();
    Set<PathTemplate> paths = new HashSet<>();
    FieldReader all = table.object("operations");
    for (String name : all.names()) {
      Operation operation = reader.read(name, all.object(name));
      if (!paths.add(operation.route().at())) {
        throw RefusalException.ofField(all.path(name) + ".at", "is another operation's as well");
      }
      operations.put(name, operation);
    }
    return operations;
  }
}
