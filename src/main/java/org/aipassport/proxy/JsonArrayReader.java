package org.aipassport.proxy;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a JSON array of objects, as it comes, behind each object; what stands between two goes with
 * the second, the array's end is a piece of its own. Looks at structure only.
 */
final class JsonArrayReader extends PieceReader {
  private enum Place {
    BEFORE,
    AT_FIRST,
    AT_ELEMENT,
    INSIDE,
    IN_STRING,
    IN_ESCAPE,
    BEHIND_ELEMENT,
    BEHIND
  }

  private Place place = Place.BEFORE;
  private int depth;

  /** See {@link PieceReader}. */
  JsonArrayReader(InputStream in, int longest) {
    super(in, longest);
  }

  @Override
  int endOfPiece(byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; at++) {
      Place before = place;
      place = next(bytes[at]);
      boolean ends = place == Place.BEHIND_ELEMENT || place == Place.BEHIND;
      if (ends && place != before) {
        return at + 1;
      }
    }
    return -1;
  }

  @Override
  boolean mayEndWith(byte[] rest) {
    return place == Place.BEHIND;
  }

  /** Whether that piece, one of this reader's, has the array's end. */
  static boolean endsArray(byte[] piece) {
    return piece[piece.length - 1] == ']';
  }

  private Place next(byte one) throws IOException {
    return switch (place) {
      case INSIDE -> inside(one);
      case IN_STRING -> one == '"' ? Place.INSIDE : one == '\\' ? Place.IN_ESCAPE : Place.IN_STRING;
      case IN_ESCAPE -> Place.IN_STRING;
      default -> isSpace(one) ? place : outside(one);
    };
  }

  private Place inside(byte one) {
    if (one == '"') {
      return Place.IN_STRING;
    }
    if (one == '{' || one == '[') {
      depth++;
    } else if (one == '}' || one == ']') {
      depth--;
    }
    return depth == 0 ? Place.BEHIND_ELEMENT : Place.INSIDE;
  }

  private Place outside(byte one) throws IOException {
    if (place == Place.BEFORE && one == '[') {
      return Place.AT_FIRST;
    }
    if ((place == Place.AT_FIRST || place == Place.AT_ELEMENT) && one == '{') {
      depth = 1;
      return Place.INSIDE;
    }
    if ((place == Place.AT_FIRST || place == Place.BEHIND_ELEMENT) && one == ']') {
      return Place.BEHIND;
    }
    if (place == Place.BEHIND_ELEMENT && one == ',') {
      return Place.AT_ELEMENT;
    }
    throw new IOException("the upstream's stream is no JSON array of objects");
  }

  private static boolean isSpace(byte one) {
    return one == ' ' || one == '\n' || one == '\r' || one == '\t';
  }
}
