package org.aipassport.crypto;

import java.util.Set;

/** Long passwords that people choose first; in lower case. */
final class CommonPasswords {
  static final Set<String> ALL =
      Set.of(
          "passwordpassword",
          "password12345678",
          "password123456789",
          "password1234567890",
          "passwordpassword1",
          "mypasswordispassword",
          "thisismypassword",
          "thisisapassword",
          "correcthorsebatterystaple",
          "correct horse battery staple",
          "correct-horse-battery-staple",
          "123456789012345",
          "1234567890123456",
          "12345678901234567890",
          "123456789123456789",
          "012345678901234",
          "0123456789abcdef",
          "987654321987654321",
          "abcdefghijklmno",
          "abcdefghijklmnop",
          "abcdefghijklmnopqrstuvwxyz",
          "qwertyuiopasdfgh",
          "qwertyuiopasdfghjkl",
          "qwertyuiopasdfghjklzxcvbnm",
          "qwertyuiop12345",
          "qwertyuiop1234567890",
          "1234567890qwertyuiop",
          "1q2w3e4r5t6y7u8i9o0p",
          "1qaz2wsx3edc4rfv",
          "1qaz2wsx3edc4rfv5tgb",
          "qazwsxedcrfvtgb",
          "iloveyouiloveyou",
          "letmeinletmeinletmein",
          "adminadminadmin",
          "administrator123",
          "changemechangeme",
          "welcomewelcome123",
          "aipassportaipassport");

  private CommonPasswords() {}
}
