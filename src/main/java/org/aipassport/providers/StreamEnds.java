package org.aipassport.providers;

import java.util.List;
import java.util.Set;

/**
 * What a whole stream ends with; one of these is enough, and a stream that lacks them all is
 * broken.
 *
 * @param events names of events, or the {@code type} in the data of an event without a name; one
 *     that begins with {@code *} is how names end
 * @param texts an event's whole data
 * @param members places in the data of an event, or in an element of an array, where there is
 *     something; behind {@code *} in each element that the stream has of that list
 */
public record StreamEnds(Set<String> events, Set<String> texts, List<List<String>> members) {
  public StreamEnds {
    events = Set.copyOf(events);
    texts = Set.copyOf(texts);
    members = members.stream().map(List::copyOf).toList();
  }

  static StreamEnds of(List<String> events, List<String> texts, List<String> members) {
    return new StreamEnds(
        Set.copyOf(events),
        Set.copyOf(texts),
        members.stream().map(MemberPath::of).map(MemberPath::segments).toList());
  }

  /** Whether an event of that name is an end. */
  public boolean hasEvent(String name) {
    return events.contains(name)
        || events.stream().anyMatch(one -> one.startsWith("*") && name.endsWith(one.substring(1)));
  }
}
