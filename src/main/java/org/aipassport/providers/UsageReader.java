package org.aipassport.providers;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.aipassport.json.JsonNull;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Finds and reads what an operation's answers say was used. */
public final class UsageReader {
  private final AnswerTable.Usage table;

  UsageReader(AnswerTable.Usage table) {
    this.table = table;
  }

  /** What a whole JSON answer says; empty if it says nothing or nothing plausible. */
  public Optional<UsageCounts> whole(JsonObject answer) {
    UsageTally tally = new UsageTally(table, List.of(table.json()));
    tally.feed(answer);
    return tally.counts();
  }

  /**
   * The tokens that an answer tells which is nothing but a count of them; empty if it tells none.
   */
  public OptionalLong count(JsonObject answer) {
    List<String> path = table.json();
    JsonObject holder = path.isEmpty() ? null : holder(answer, path);
    OptionalLong count =
        holder != null && holder.get(path.get(path.size() - 1)) instanceof JsonNumber number
            ? number.exactLong()
            : OptionalLong.empty();
    return count.isPresent() && count.getAsLong() >= 0 && count.getAsLong() <= OutputLimit.MOST
        ? count
        : OptionalLong.empty();
  }

  /** A count over the events of one stream, or over the elements of one streamed array. */
  public UsageTally tally() {
    return new UsageTally(table, List.of(table.first(), table.events()));
  }

  /**
   * The names of the members by which events tell their usage: an event in whose text none of them
   * stands need not be parsed. Empty if events tell nothing.
   */
  public Set<String> eventMembers() {
    Set<String> names = new TreeSet<>();
    if (table.form().isPresent()) {
      for (List<String> path : List.of(table.first(), table.events())) {
        if (!path.isEmpty()) {
          names.add(path.get(path.size() - 1));
        }
      }
    }
    return names;
  }

  /** The object in which the last of the path is a member; null if there is none. */
  static @Nullable JsonObject holder(JsonObject from, List<String> path) {
    JsonObject at = from;
    for (String name : path.subList(0, path.size() - 1)) {
      JsonValue next = at.get(name);
      if (!(next instanceof JsonObject object)) {
        return null;
      }
      at = object;
    }
    JsonValue value = at.get(path.get(path.size() - 1));
    return value == null || value == JsonNull.NULL ? null : at;
  }
}
