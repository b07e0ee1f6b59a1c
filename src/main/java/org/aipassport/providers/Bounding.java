package org.aipassport.providers;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.aipassport.json.Json;
import org.aipassport.json.JsonArray;
import org.aipassport.json.JsonBoolean;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * Measures one body. A token of text is at least one byte of it, so the body's bytes bound the
 * tokens of its texts; what a rule says stands instead of them or is added.
 */
final class Bounding {
  private static final long MOST_ANSWERS = 1_000_000;

  /** More than the bytes of a limit that the broker adds. */
  private static final long LIMIT = 64;

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

  private final BoundTable.Input table;
  private final Spelling spelling;
  private final List<String> form;
  private final Set<UsageUnit> kinds;
  private final Map<UsageUnit, Long> others = new EnumMap<>(UsageUnit.class);
  private final Set<JsonValue> noText = Collections.newSetFromMap(new IdentityHashMap<>());
  private long tokens;
  private long uncounted;
  private long rounds = 1;
  private @Nullable String filler;

  private Bounding(BoundTable.Input table, Spelling spelling, List<String> form) {
    this.table = table;
    this.spelling = spelling;
    this.form = form;
    this.kinds = EnumSet.noneOf(UsageUnit.class);
    this.kinds.addAll(table.kinds());
    this.tokens = table.overhead();
  }

  static BoundedCall of(BodyTable body, Understood call, long formTexts, Predicate<String> inert) {
    BoundTable.Input input = body.bounds().input().orElseThrow(() -> unbounded(call.operation()));
    Collection<String> names = call.form().isEmpty() ? call.body().members().keySet() : call.form();
    body.fields().requireKnown(names, inert);
    Bounding bounding = new Bounding(input, body.fields().spelling(), call.form());
    bounding.tokens += formTexts + (body.bounds().output().places().isEmpty() ? 0 : LIMIT);
    bounding.texts(call.body());
    input.rules().walk(call.body(), bounding::apply);
    bounding.anywhere(call.body());
    body.form().ifPresent(bounding::files);
    return new BoundedCall(
        bounding.measure(call.body(), body.bounds().times()),
        body.bounds().output(),
        body.bounds().output().asked(call.body()),
        body.bounds().output().least(call.body()));
  }

  private static RefusalException unbounded(Operation operation) {
    return RefusalException.ofPolicy(
        operation.name(), "what it costs has no bound, and the grant has a money cap");
  }

  private void texts(JsonObject body) {
    tokens += size(body);
    for (MemberPath place : table.rendered()) {
      place.in(body, spelling).forEach(value -> tokens += growth(value));
    }
  }

  /**
   * The bytes by which a value can grow where it is written anew: white space between its parts,
   * and {@code \}{@code u} escapes, of six bytes for a character of two at least.
   */
  private static long growth(JsonValue value) {
    long growth = 0;
    for (byte one : Json.write(value)) {
      if (one < 0) {
        growth += 2;
      } else if ("{}[],:\\".indexOf(one) >= 0) {
        growth++;
      }
    }
    return growth;
  }

  private void apply(Rule rule, String path, JsonValue value) {
    if (rule.then() instanceof Consequence.Refused refused) {
      throw RefusalException.ofPolicy(path, refused.why());
    }
    if (rule.then() instanceof Consequence.Costs costs) {
      costs.instead().ifPresent(place -> parts(place, value).forEach(this::isNoText));
      add(costs.cost(), path, value);
    }
  }

  private List<JsonValue> parts(MemberPath place, JsonValue value) {
    if (place.segments().isEmpty()) {
      return List.of(value);
    }
    return value instanceof JsonObject object ? place.in(object, spelling) : List.of();
  }

  /** Only a text can be something else that is written as one; it is taken away once. */
  private void isNoText(JsonValue value) {
    if (value instanceof JsonString && noText.add(value)) {
      tokens -= size(value);
    }
  }

  private void add(Cost cost, String path, JsonValue value) {
    tokens = Math.addExact(tokens, cost.tokens());
    long sealed = Math.multiplyExact(cost.perByte(), size(value));
    tokens = Math.addExact(tokens, sealed);
    uncounted = Math.addExact(uncounted, sealed);
    kinds.addAll(cost.kinds());
    rounds = Math.max(rounds, cost.rounds());
    if (cost.fillsContext() && !table.oneContext()) {
      throw RefusalException.ofPolicy(path, "what it costs has no bound");
    }
    if (cost.fillsContext() && filler == null) {
      filler = path;
    }
    cost.uses()
        .ifPresent(uses -> others.merge(uses.unit(), uses(uses, path, value), Math::addExact));
  }

  private static long uses(Cost.Uses uses, String path, JsonValue value) {
    JsonValue most = value instanceof JsonObject object ? object.get(uses.member()) : null;
    return OutputLimit.count(
        MemberPath.of(path + "/" + uses.member()), most == null ? JsonNull.NULL : most);
  }

  private void anywhere(JsonValue value) {
    if (table.anywhere().isEmpty()) {
      return;
    }
    if (value instanceof JsonArray array) {
      array.values().forEach(this::anywhere);
    } else if (value instanceof JsonObject object) {
      object.members().forEach(this::anywhere);
    }
  }

  private void anywhere(String name, JsonValue value) {
    for (Rule rule : table.anywhere()) {
      if (spelling.folded(rule.at().get(0)).equals(spelling.folded(name))
          && rule.when().appliesTo(value)) {
        apply(rule, name, value);
      }
    }
    anywhere(value);
  }

  private void files(BodyTable.Form parts) {
    for (String part : form) {
      if (parts.files().contains(part)) {
        Cost cost =
            table
                .file()
                .orElseThrow(() -> RefusalException.ofPolicy(part, "what it costs has no bound"));
        add(cost, part, JsonNull.NULL);
      }
    }
  }

  private BoundedCall.Measure measure(JsonObject body, List<MemberPath> times) {
    if (table.isFree()) {
      return BoundedCall.Measure.NOTHING;
    }
    return new BoundedCall.Measure(
        tokens,
        uncounted,
        Optional.ofNullable(filler),
        rounds,
        answers(body, times),
        table.extraOutput(),
        Set.copyOf(kinds),
        Map.copyOf(others),
        characters(body),
        tier(body));
  }

  private long answers(JsonObject body, List<MemberPath> times) {
    long answers = 1;
    for (MemberPath place : times) {
      List<JsonValue> values = place.in(body, spelling);
      if (values.isEmpty() && form.contains(place.text())) {
        values = List.of(JsonBoolean.FALSE); // a text too long to be read as a number
      }
      for (JsonValue value : values) {
        if (value != JsonNull.NULL) {
          answers = times(answers, OutputLimit.count(place, number(value)), place);
        }
      }
    }
    for (MemberPath place : table.prompts()) {
      for (JsonValue value : place.in(body, spelling)) {
        answers = times(answers, prompts(value), place);
      }
    }
    return answers;
  }

  /** In a form numbers are texts. */
  private JsonValue number(JsonValue value) {
    return !form.isEmpty()
            && value instanceof JsonString text
            && DIGITS.matcher(text.value()).matches()
        ? JsonNumber.of(Long.parseLong(text.value()))
        : value;
  }

  private static long times(long answers, long more, MemberPath place) {
    long product = answers * more; // each at most 1e9
    if (product > MOST_ANSWERS) {
      throw RefusalException.ofPolicy(place.text(), "asks for too many answers");
    }
    return product;
  }

  /** A list of numbers is one prompt, in tokens. */
  private static long prompts(JsonValue value) {
    return value instanceof JsonArray array
            && !array.values().stream().allMatch(JsonNumber.class::isInstance)
        ? array.values().size()
        : 1;
  }

  private OptionalLong characters(JsonObject body) {
    if (table.characters().isEmpty()) {
      return OptionalLong.empty();
    }
    long characters = 0;
    for (MemberPath place : table.characters()) {
      for (JsonValue value : place.in(body, spelling)) {
        characters +=
            value instanceof JsonString text
                ? text.value().codePointCount(0, text.value().length())
                : size(value);
      }
    }
    return OptionalLong.of(characters);
  }

  private Optional<String> tier(JsonObject body) {
    List<JsonValue> asked = table.tiers().member().in(body, spelling);
    return asked.size() == 1 && asked.get(0) instanceof JsonString tier
        ? Optional.ofNullable(table.tiers().alone().get(tier.value()))
        : Optional.empty();
  }

  private static long size(JsonValue value) {
    return Json.write(value).length;
  }
}
