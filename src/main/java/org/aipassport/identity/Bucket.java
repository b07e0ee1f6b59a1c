package org.aipassport.identity;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.aipassport.crypto.Sha256;
import org.aipassport.values.UserId;

/** Where attempts are counted: those of one bucket slow each other down and nobody else. */
record Bucket(Kind kind, String name) {
  /** NIST SP 800-63B-4 section 3.2.2: at most 100 in a row; from there on one a day. */
  private static final int MOST_IN_A_ROW = 100;

  private static final Duration SLOWEST = Duration.ofDays(1);
  private static final int IPV6_PREFIX_BYTES = 8;

  enum Kind {
    /** Everything that one address tries; whoever else is behind it shares it. */
    ADDRESS(20, Duration.ofMinutes(15)),
    /** A username, whether anybody has it or not. */
    ACCOUNT(5, Duration.ofHours(1)),
    /** The second factor of one person. */
    CODE(5, Duration.ofHours(1)),
    /** A browser in which this person has signed in before. */
    DEVICE(5, Duration.ofHours(1)),
    /** The second factor in such a browser. */
    DEVICE_CODE(5, Duration.ofHours(1)),
    /** What is tried within the sessions of one person. */
    INSIDE(5, Duration.ofHours(1));

    private final int free;
    private final Duration longest;

    Kind(int free, Duration longest) {
      this.free = free;
      this.longest = longest;
    }
  }

  /** IPv6 by its /64, which one household has. */
  static Bucket of(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] counted =
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes;
    return new Bucket(Kind.ADDRESS, HexFormat.of().formatHex(counted));
  }

  static Bucket of(Kind kind, UserId person) {
    return new Bucket(kind, person.value());
  }

  /** How it is stored: what people type into the field of a username may be their password. */
  String key() {
    return Sha256.base64Url((kind + "\0" + name).getBytes(StandardCharsets.UTF_8));
  }

  /** How long the next attempt has to wait after that many in a row that all failed. */
  Duration pause(int failures) {
    int doublings = failures - kind.free - 1;
    if (doublings < 0) {
      return Duration.ZERO;
    }
    if (failures >= MOST_IN_A_ROW && kind != Kind.ADDRESS) {
      return SLOWEST;
    }
    Duration grown = Duration.ofSeconds(1L << Math.min(doublings, 30));
    return grown.compareTo(kind.longest) < 0 ? grown : kind.longest;
  }
}
