package org.aipassport.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import org.aipassport.values.SecretText;

/** What people type to show who they are, or to become somebody; {@code typed} in pages. */
@Named("typed")
@RequestScoped
public class Typed {
  private String secret = "";
  private String username = "";
  private String password = "";
  private String code = "";

  /** A secret that was copied, without the blanks that come along. */
  SecretText secret() {
    return new SecretText(secret.strip());
  }

  String username() {
    return username.strip();
  }

  /** As it was typed: blanks are part of it. */
  SecretText password() {
    return new SecretText(password);
  }

  /** A code of an authenticator or a recovery code; empty if none was typed. */
  String code() {
    return code.strip();
  }

  public String getSecret() {
    return secret;
  }

  public void setSecret(String secret) {
    this.secret = secret;
  }

  public String getUsername() {
    return username;
  }

  public void setUsername(String username) {
    this.username = username;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  public String getCode() {
    return code;
  }

  public void setCode(String code) {
    this.code = code;
  }
}
