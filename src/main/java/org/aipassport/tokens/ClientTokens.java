package org.aipassport.tokens;

import java.util.Optional;
import org.aipassport.grants.GrantView;
import org.aipassport.values.SecretText;

/**
 * What a registered app gets for a code or a refresh token; seen only here.
 *
 * @param refresh empty for apps that do not refresh
 * @param grant what it may do, which can be less than it asked for
 */
public record ClientTokens(
    AccessTokenIssuer.Issued access, Optional<SecretText> refresh, GrantView grant) {}
