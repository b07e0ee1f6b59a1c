package org.aipassport.json;

/**
 * One JSON value (RFC 8259 section 3), immutable. Every value that can be made can be written. None
 * prints its content in {@code toString}: bodies are private.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {}
