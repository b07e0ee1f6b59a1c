package org.aipassport.tokens;

import java.util.Optional;
import org.aipassport.grants.AccessDetails;

/**
 * An authorization request of a registered app, read and found good (RFC 6749 section 4.1.1).
 *
 * @param redirectUri where its answer goes: one of the app's, as {@link
 *     org.aipassport.apps.RedirectUris#matches} has it
 * @param redirectNamed whether the request named it, so that the app must name it again when it
 *     redeems the code (RFC 6749 section 4.1.3)
 * @param state to be given back as it is
 * @param challenge of PKCE, by S256 (RFC 7636 section 4.2)
 * @param resource the only one for which tokens shall be good (RFC 8707), if the app said so
 */
public record AuthorizationAsk(
    String redirectUri,
    boolean redirectNamed,
    Optional<String> state,
    String challenge,
    Optional<String> resource,
    AccessDetails details) {}
