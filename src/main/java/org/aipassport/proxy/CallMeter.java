package org.aipassport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonObject;
import org.aipassport.metering.CallPrice;
import org.aipassport.metering.Charge;
import org.aipassport.metering.Reserved;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.UsageCounts;
import org.aipassport.providers.UsageReader;
import org.aipassport.providers.UsageTally;
import org.aipassport.values.NanoUsd;

/**
 * Reads on the side what an answer says was used. Under a money cap only a whole answer counts:
 * what a stream said before it broke off is less than what its provider may charge.
 */
final class CallMeter {
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final Reserved call;
  private final CallPrice price;
  private final UsageReader reader;
  private final UsageTally tally;
  private final List<byte[]> names;
  private Optional<UsageCounts> counts = Optional.empty();
  private boolean isWhole;
  private boolean isFree;
  private boolean isUnreadable;

  CallMeter(Reserved call, CallPrice price, UsageReader reader) {
    this.call = call;
    this.price = price;
    this.reader = reader;
    this.tally = reader.tally();
    this.names =
        reader.eventMembers().stream()
            .map(name -> ('"' + name + '"').getBytes(StandardCharsets.UTF_8))
            .toList();
  }

  /** For a call that is reserved. */
  static CallMeter of(Reserved call, Proposal proposal) {
    return new CallMeter(
        call, proposal.price(), proposal.plan().understood().operation().answer().usage().reader());
  }

  /** An answer that is one JSON document. */
  synchronized void whole(byte[] json) {
    isWhole = true;
    Optional<JsonObject> read = object(SmallMembers.of(json));
    counts = read.flatMap(reader::whole);
  }

  /** One event of a stream, as the provider sent it. */
  synchronized void event(byte[] event) {
    if (mentionsUsage(event)) {
      feed(new ServerEvent(event).data());
    }
  }

  /** One element of an array that comes piece by piece. */
  synchronized void element(byte[] piece, int from, int to) {
    if (from < to && mentionsUsage(piece)) {
      feed(Arrays.copyOfRange(piece, from, to));
    }
  }

  /** The stream has reached its end, which may have been an error. */
  synchronized void ended() {
    isWhole = tally.isFinal();
  }

  /**
   * The answer is an error, which costs nothing; unless it is one of a gateway before the provider,
   * behind which the work may have been done.
   */
  synchronized void refused(int status) {
    isFree = status != BAD_GATEWAY && status != GATEWAY_TIMEOUT && !isOfCloudflare(status);
  }

  /** An edge that many stand behind adds its own to RFC 9110: 524, for one, is its patience. */
  private static boolean isOfCloudflare(int status) {
    return status >= 520 && status <= 527;
  }

  private void feed(byte[] json) {
    object(json).ifPresentOrElse(tally::feed, () -> isUnreadable = true);
    counts = isUnreadable ? Optional.empty() : tally.counts();
  }

  private static Optional<JsonObject> object(byte[] json) {
    try {
      return Optional.of(Json.parseObject(json));
    } catch (RefusalException e) {
      return Optional.empty(); // nothing that can be read without doubt
    }
  }

  private boolean mentionsUsage(byte[] text) {
    return names.stream().anyMatch(name -> contains(text, name));
  }

  private static boolean contains(byte[] text, byte[] name) {
    for (int at = 0; at + name.length <= text.length; at++) {
      if (text[at] == '"' && Arrays.equals(text, at, at + name.length, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  /** What the call cost, as far as is known by now. */
  synchronized Charge charge() {
    if (isFree) {
      return Charge.NOTHING;
    }
    boolean isTold = isWhole || !call.reservation().isCapped();
    return isTold ? price.charge(counts) : Charge.UNKNOWN;
  }

  /** What the caller is told of money, in headers: before a stream what is kept, else the cost. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    Charge charge = charge();
    NanoUsd kept = call.reservation().amount();
    Optional<NanoUsd> cost = charge.amount();
    cost.ifPresent(amount -> headers.put("aipassport-cost-usd", amount.decimal()));
    charge
        .priceVersion()
        .or(call.reservation()::priceVersion)
        .ifPresent(version -> headers.put("aipassport-price-version", version));
    if (call.reservation().isCapped()) {
      call.left()
          .map(left -> left.plus(kept.less(cost.orElse(kept))))
          .ifPresent(left -> headers.put("aipassport-remaining-usd", left.decimal()));
      if (cost.isEmpty()) {
        headers.put("aipassport-reserved-usd", kept.decimal());
      }
      if (price.isShortened(call.reservation())) {
        headers.put(
            "aipassport-output-limit",
            Long.toString(call.reservation().outputLimit().orElseThrow()));
      }
    }
    return headers;
  }
}
