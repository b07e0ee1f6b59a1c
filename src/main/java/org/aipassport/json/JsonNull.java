package org.aipassport.json;

/** The literal {@code null}. */
public enum JsonNull implements JsonValue {
  /** The only one. */
  NULL
}
