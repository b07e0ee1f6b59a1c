package org.aipassport.providers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has said so far of what was used. Protocols count up: the last account holds, with
 * Anthropic member by member, while those of several pictures are added; one that takes back what
 * was counted before makes all of it unreadable. For one stream; not safe for use by several
 * threads at once.
 */
public final class UsageTally {
  private final Optional<UsageForm> form;
  private final List<List<String>> places;
  private JsonObject account = JsonObject.EMPTY;
  private Optional<UsageCounts> counts = Optional.empty();
  private Optional<UsageCounts> read = Optional.empty(); // the last that was plausible
  private boolean isBroken;
  private boolean isFinal;

  UsageTally(AnswerTable.Usage table, List<List<String>> places) {
    this.form = table.form();
    this.places = places.stream().filter(path -> !path.isEmpty()).toList();
  }

  /** Takes in an event's data; one that says nothing of usage changes nothing. */
  public void feed(JsonObject event) {
    if (form.isPresent()) {
      for (List<String> place : places) {
        JsonObject holder = UsageReader.holder(event, place);
        if (holder != null) {
          JsonValue told = holder.get(place.get(place.size() - 1));
          isFinal |= place.equals(places.get(places.size() - 1));
          try {
            take(form.get(), told, holder);
          } catch (ArithmeticException e) { // sums of what nobody can have used
            isBroken = true;
          }
        }
      }
    }
  }

  /** What was used; empty if nothing was said, or anything that is not plausible. */
  public Optional<UsageCounts> counts() {
    return isBroken ? Optional.empty() : counts;
  }

  /**
   * Whether more was said than by a first event, which can only know what went in: a stream that
   * ends with an error never says more.
   */
  public boolean isFinal() {
    return isFinal;
  }

  private void take(UsageForm known, @Nullable JsonValue value, JsonObject holder) {
    if (!(value instanceof JsonObject usage)) {
      isBroken = true;
      return;
    }
    account = known.isCompletedByLater() ? over(account, usage) : usage;
    Optional<UsageCounts> next = known.read(account, holder);
    isBroken |= known.isAddedTo() && next.isEmpty();
    counts = next.map(now -> read.map(before -> joined(known, now, before)).orElse(now));
    read = counts.or(() -> read);
  }

  private UsageCounts joined(UsageForm known, UsageCounts now, UsageCounts before) {
    return known.isAddedTo() ? sum(now, before) : after(now, before);
  }

  private UsageCounts after(UsageCounts now, UsageCounts before) {
    isBroken |= isLess(now, before);
    return withTier(now, before.serviceTier());
  }

  private static UsageCounts sum(UsageCounts now, UsageCounts before) {
    Map<UsageUnit, Long> sum = new EnumMap<>(UsageUnit.class);
    sum.putAll(before.counts());
    now.counts().forEach((unit, count) -> sum.merge(unit, count, Math::addExact));
    return withTier(new UsageCounts(sum, now.serviceTier()), before.serviceTier());
  }

  private static boolean isLess(UsageCounts now, UsageCounts before) {
    return now.inputTokens() < before.inputTokens() || output(now) < output(before);
  }

  private static long output(UsageCounts counts) {
    return counts.counts().entrySet().stream()
        .filter(entry -> !entry.getKey().isInputToken())
        .mapToLong(Map.Entry::getValue)
        .reduce(0, Math::addExact);
  }

  private static UsageCounts withTier(UsageCounts now, Optional<String> before) {
    return new UsageCounts(now.counts(), now.serviceTier().or(() -> before));
  }

  /** The later account over the earlier one; what is null in it says nothing. */
  private static JsonObject over(JsonObject earlier, JsonObject later) {
    JsonObject merged = earlier;
    for (Map.Entry<String, JsonValue> member : later.members().entrySet()) {
      String name = member.getKey();
      JsonValue value = member.getValue();
      if (value instanceof JsonObject object && merged.get(name) instanceof JsonObject before) {
        merged = merged.with(name, over(before, object));
      } else if (value != JsonNull.NULL) {
        merged = merged.with(name, value);
      }
    }
    return merged;
  }
}
