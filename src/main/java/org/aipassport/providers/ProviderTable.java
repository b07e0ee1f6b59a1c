package org.aipassport.providers;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aipassport.config.ProviderType;

/**
 * What differs between upstreams: everything that the broker knows of one type.
 *
 * @param version of the data, a date
 * @param keyHeader the header that carries the key
 * @param keyPrefix what stands before the key in it
 * @param models a path that costs nothing and needs a valid key: the list of models
 * @param chat the operation that a provider-agnostic chat becomes, and its stream
 * @param answerHeaders names of the headers of an answer that reach the caller
 * @param offers what parts of operations offer besides the operations themselves, hosted code tools
 *     for instance
 * @param operations by name
 */
record ProviderTable(
    ProviderType type,
    String version,
    Protocol protocol,
    String keyHeader,
    String keyPrefix,
    String models,
    Chat chat,
    List<HeaderTable> headers,
    List<String> answerHeaders,
    ErrorCodes codes,
    Set<Capability> offers,
    Map<String, Operation> operations) {
  /** Names of operations. */
  record Chat(String whole, String streamed) {}

  ProviderTable {
    headers = List.copyOf(headers);
    answerHeaders = List.copyOf(answerHeaders);
    offers = Set.copyOf(offers);
    operations = Map.copyOf(operations);
  }

  /** The operation that is called at a path. */
  Optional<Operation> at(String path) {
    return operations.values().stream().filter(one -> one.route().at().matches(path)).findFirst();
  }

  Operation chat(boolean streamed) {
    Operation operation = operations.get(streamed ? chat.streamed() : chat.whole());
    if (operation == null) {
      throw new IllegalStateException("no operation for a chat");
    }
    return operation;
  }

  /**
   * What the provider is asked for to count what goes in with a call, if it does that for nothing.
   */
  Optional<Understood> counting(Understood call) {
    Optional<Counting> counting = call.operation().counting();
    return counting
        .map(how -> operations.get(how.operation())) // an operator's table may have left it out
        .filter(counter -> counter.body().bounds().isFree())
        .map(counter -> counting.orElseThrow().of(counter, call));
  }

  /**
   * What apps can do with it. That a member of a body would need a capability does not say that the
   * provider has it: a table that extends another has the other's rules.
   */
  Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(offers);
    all.retainAll(needed()); // an operator's table may have left the operations out
    operations.values().forEach(operation -> all.add(operation.capability()));
    return all;
  }

  private Set<Capability> needed() {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    operations.values().forEach(operation -> all.addAll(operation.body().rules().needs()));
    return all;
  }
}
