package org.aipassport.grants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aipassport.apps.AppBlock;
import org.aipassport.apps.AppIdentity;

/**
 * An app as operators see it: everything that a host has asked for.
 *
 * @param host in ASCII and lower case
 * @param identity the host and the newest of the names, with their flags
 * @param names what it called itself, the newest first, at most 20
 * @param requests how often it asked
 * @param live its grants in force
 * @param openReports what owners reported and no operator has put aside
 * @param block the block that covers its host, which may be one of a host above it
 */
public record AppView(
    String host,
    AppIdentity identity,
    List<String> names,
    long requests,
    long live,
    long openReports,
    Instant lastRequestAt,
    Optional<AppBlock> block) {
  public AppView {
    names = List.copyOf(names);
  }
}
