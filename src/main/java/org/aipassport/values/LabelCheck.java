package org.aipassport.values;

/**
 * What people may write on what is theirs, so that they tell it from others: tokens, keys,
 * invitations; and what is left of what others call them. Which characters disguise something, this
 * package does not know: {@code apps} does.
 */
public interface LabelCheck {
  /**
   * That label, if it is one line of at most 100 characters in which nothing disguises anything; it
   * may be empty.
   *
   * @throws RuntimeException a refusal of the field {@code label}
   */
  String require(String written);

  /**
   * What is left of a text that nobody here can correct: one line, without what {@link #require}
   * refuses; it may be empty, and any length.
   */
  String strip(String said);
}
