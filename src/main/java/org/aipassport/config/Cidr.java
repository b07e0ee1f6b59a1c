package org.aipassport.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of addresses: {@code 10.0.0.0/8}, {@code ::1/128}, or one address alone. IPv4-mapped IPv6
 * is IPv4 here, in the range as in the address asked about; names are never resolved.
 */
public record Cidr(InetAddress network, int bits) {
  private static final Pattern BITS = Pattern.compile("0|[1-9]\\d{0,2}");
  private static final int MAPPED_PREFIX = 96;

  /**
   * @throws IllegalArgumentException if the range is longer than the address or the address has
   *     bits beyond the range
   */
  public Cidr {
    byte[] bytes = Addresses.bytes(network);
    if (bits < 0 || bits > bytes.length * 8) {
      throw new IllegalArgumentException("has a prefix length that its address cannot have");
    }
    for (int i = bits; i < bytes.length * 8; i++) {
      if (bit(bytes, i) != 0) {
        throw new IllegalArgumentException("has an address with bits beyond its prefix length");
      }
    }
    network = Addresses.of(bytes);
  }

  /**
   * The range that {@code text} spells out.
   *
   * @throws IllegalArgumentException if it is none; the message says why without the text
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress network =
        Addresses.parse(address)
            .orElseThrow(() -> new IllegalArgumentException("is not a numeric address or range"));
    int width = Addresses.bytes(network).length * 8;
    if (slash < 0) {
      return new Cidr(network, width);
    }
    String bits = text.substring(slash + 1);
    if (!BITS.matcher(bits).matches()) {
      throw new IllegalArgumentException("has no whole number after the slash");
    }
    boolean mapped = width == 32 && address.contains(":");
    return new Cidr(network, Integer.parseInt(bits) - (mapped ? MAPPED_PREFIX : 0));
  }

  /** Whether the address lies in this range; an IPv6 range contains no IPv4 address. */
  public boolean contains(InetAddress address) {
    byte[] ours = Addresses.bytes(network);
    byte[] theirs = Addresses.bytes(address);
    if (ours.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (bit(ours, i) != bit(theirs, i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }

  private static int bit(byte[] bytes, int index) {
    return (bytes[index / 8] >> (7 - index % 8)) & 1;
  }
}
