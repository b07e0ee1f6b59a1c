package org.aipassport.outbound;

import java.util.regex.Pattern;

/**
 * One header field (RFC 9110 section 5). The name is a token, the value visible ASCII and blanks:
 * CR, LF and NUL cannot be in one. The value may be a key and is never printed.
 */
public record Header(String name, String value) {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");

  public Header {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a header name");
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("not a header value, of " + name);
    }
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name + ": [hidden]";
  }
}
