package org.aipassport.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses from text, strictly: no octal, no short forms, no zone; never asks a name server.
 */
final class Addresses {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*");
  private static final int LONGEST = 45;

  private Addresses() {}

  /** The address that {@code text} spells out; an IPv4-mapped IPv6 address comes as IPv4. */
  static Optional<InetAddress> parse(String text) {
    return isLiteral(text) ? literal(text) : Optional.empty();
  }

  /** The address in as many bytes as it has; IPv4-mapped IPv6 in four. */
  static byte[] bytes(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4 || !isMapped(bytes)) {
      return bytes;
    }
    return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
  }

  /** Of these bytes. */
  static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not 4 or 16 bytes", e);
    }
  }

  private static boolean isLiteral(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    int lastColon = text.lastIndexOf(':');
    if (lastColon < 0) {
      return IPV4.matcher(text).matches();
    }
    String tail = text.substring(lastColon + 1);
    String head = tail.contains(".") ? text.substring(0, lastColon + 1) : text;
    return IPV6.matcher(head).matches() && (!tail.contains(".") || IPV4.matcher(tail).matches());
  }

  @SuppressWarnings("AddressSelection") // a literal has one address
  private static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.getByName(text)); // with a colon: a literal or refused
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }
}
