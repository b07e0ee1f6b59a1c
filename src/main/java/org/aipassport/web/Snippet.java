package org.aipassport.web;

/**
 * Text to copy.
 *
 * @param kind what it is for: {@code curl}, {@code claude-code}
 */
public record Snippet(String kind, String text) {}
