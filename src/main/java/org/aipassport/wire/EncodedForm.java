package org.aipassport.wire;

/**
 * A form as it goes over the wire.
 *
 * @param contentType with the boundary
 * @param body the array itself, not a copy
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record EncodedForm(String contentType, byte[] body) {}
