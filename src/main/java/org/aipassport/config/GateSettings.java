package org.aipassport.config;

import java.time.Duration;

/**
 * When calls to one provider are refused before anything is done for them.
 *
 * @param maxCalls how many may run at once
 * @param failures how many in a row mean that the provider is failing; 0: none do
 * @param rest how long a failing provider is left alone at first
 */
public record GateSettings(int maxCalls, int failures, Duration rest) {}
