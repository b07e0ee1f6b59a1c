package org.aipassport.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aipassport.providers.Protocol;
import org.aipassport.providers.Provider;

/** Tools that take a base URL and a key, and what they need. */
enum ToolPreset {
  CLAUDE_CODE("Claude Code", "claude-code"),
  CODEX("Codex", "terminal,powershell,codex"),
  CONTINUE("Continue", "continue"),
  OPENAI("", ""),
  ANTHROPIC("", ""),
  GOOGLE("", ""),
  CUSTOM("", "");

  private final String tool;
  private final List<String> snippets;

  ToolPreset(String tool, String snippets) {
    this.tool = tool;
    this.snippets = snippets.isEmpty() ? List.of() : List.of(snippets.split(",", -1));
  }

  /** The preset of that name in URLs. */
  static Optional<ToolPreset> of(String name) {
    return Arrays.stream(values()).filter(one -> one.key().equals(name)).findFirst();
  }

  /** Its name in URLs and texts, {@code claude-code} for instance. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the tool calls itself; empty for a kind of tools. */
  String tool() {
    return tool;
  }

  /** Whether it can work with that provider. */
  boolean fits(Provider provider) {
    Protocol protocol = provider.protocol();
    return switch (this) {
      case CLAUDE_CODE, ANTHROPIC -> protocol == Protocol.ANTHROPIC;
      case CODEX -> protocol == Protocol.OPENAI && provider.at("/v1/responses").isPresent();
      case CONTINUE -> protocol != Protocol.GOOGLE;
      case OPENAI -> protocol == Protocol.OPENAI;
      case GOOGLE -> protocol == Protocol.GOOGLE;
      case CUSTOM -> true;
    };
  }

  /** Whether that is shown to whoever has just made a key for it. */
  boolean shows(Snippet snippet) {
    return snippets.isEmpty() || snippets.contains(snippet.kind());
  }
}
