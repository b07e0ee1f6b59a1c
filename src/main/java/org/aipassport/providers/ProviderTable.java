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
    ErrorCodes codes,
    Map<String, Operation> operations) {
  /** Names of operations. */
  record Chat(String whole, String streamed) {}

  ProviderTable {
    headers = List.copyOf(headers);
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

  /** Everything that some operation offers. */
  Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    for (Operation operation : operations.values()) {
      all.add(operation.capability());
      all.addAll(operation.body().rules().needs());
    }
    return all;
  }
}
