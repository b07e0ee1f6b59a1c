package org.aipassport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0",
    "10.0.0.0/8, 10.255.255.255",
    "127.0.0.0/8, 127.1.2.3",
    "192.168.1.128/25, 192.168.1.128",
    "192.168.1.4/30, 192.168.1.7",
    "192.0.2.7, 192.0.2.7",
    "192.0.2.7/32, 192.0.2.7",
    "0.0.0.0/0, 255.255.255.255",
    "::1/128, ::1",
    "::1, 0:0:0:0:0:0:0:1",
    "::/0, 2001:db8::1",
    "2001:DB8::/32, 2001:db8:ffff::1",
    "fc00::/7, fdff::1",
    "2001:db8::8000:0/97, 2001:db8::ffff:1",
    "10.0.0.0/8, ::ffff:10.1.2.3",
    "::ffff:10.0.0.0/104, 10.1.2.3",
    "::ffff:0:0/96, 8.8.8.8"
  })
  void rangeContains(String range, String address) {
    assertThat(Cidr.parse(range).contains(address(address))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 11.0.0.0",
    "10.0.0.0/8, 9.255.255.255",
    "127.0.0.0/8, 128.0.0.1",
    "192.168.1.128/25, 192.168.1.127",
    "192.168.1.4/30, 192.168.1.8",
    "192.0.2.7, 192.0.2.6",
    "::1/128, ::2",
    "::1/128, 127.0.0.1",
    "::/0, 127.0.0.1",
    "::/0, ::ffff:127.0.0.1",
    "0.0.0.0/0, ::1",
    "2001:db8::/32, 2001:db9::1",
    "2001:db8::8000:0/97, 2001:db8::7fff:1"
  })
  void rangeDoesNotContain(String range, String address) {
    assertThat(Cidr.parse(range).contains(address(address))).isFalse();
  }

  @Test
  void mappedAddressThatTheJdkKeptAsIpv6IsIpv4() throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    InetAddress address = Inet6Address.getByAddress(null, mapped, 0);
    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(Cidr.parse("127.0.0.0/8").contains(address)).isTrue();
    assertThat(Cidr.parse("::/0").contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "localhost",
        "localhost/8",
        "example.com",
        "10/8",
        "10.0/8",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "010.0.0.0/8",
        "256.0.0.1",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3",
        "1.2.3",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.1/8",
        "10.0.0.0 /8",
        " 10.0.0.0/8",
        "::1/129",
        "::1/64",
        "::ffff:10.0.0.0/95",
        "::ffff:10.0.0.0/8",
        "::ffff:010.0.0.1",
        "::ffff:10.1",
        "fe80::1%eth0",
        "fe80::1%1/64",
        "[::1]",
        ":::",
        ":",
        "1::2::3",
        "12345::",
        "2001:db8:::1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "١.0.0.0/8",
        "10.0.0.0/٨"
      })
  void isNoRange(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equalRangesAreEqualHoweverTheyAreWritten() {
    assertThat(Cidr.parse("::ffff:10.0.0.0/104")).isEqualTo(Cidr.parse("10.0.0.0/8"));
    assertThat(Cidr.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
