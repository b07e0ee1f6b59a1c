package org.aipassport.config;

import java.util.List;

/**
 * The configuration cannot be used. The message lists every fault, one a line: the key, what is
 * wrong, what is expected; never a secret.
 */
public class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  public ConfigurationException(List<String> faults) {
    super(message(faults));
    this.faults = List.copyOf(faults);
  }

  /** One line for each fault. */
  public List<String> faults() {
    return faults;
  }

  private static String message(List<String> faults) {
    return "AIPassport does not start: its configuration has "
        + (faults.size() == 1 ? "a fault" : faults.size() + " faults")
        + "\n  "
        + String.join("\n  ", faults);
  }
}
