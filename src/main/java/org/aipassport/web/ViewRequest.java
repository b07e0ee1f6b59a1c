package org.aipassport.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for a page, as Faces wants it: the name of the page's file behind the prefix. */
final class ViewRequest extends HttpServletRequestWrapper {
  static final String PREFIX = "/ui";
  private static final String SUFFIX = ".xhtml";
  private static final String PARTIAL = "Faces-Request";

  private final View view;
  private final boolean shownOnly;

  private ViewRequest(HttpServletRequest request, View view, boolean shownOnly) {
    super(request);
    this.view = view;
    this.shownOnly = shownOnly;
  }

  /** The page that was asked for. */
  static ViewRequest of(HttpServletRequest request, View view) {
    return new ViewRequest(request, view, false);
  }

  /** Another page in the place of the one that was asked for; nothing is submitted to it. */
  static ViewRequest instead(HttpServletRequest request, View view) {
    return new ViewRequest(request, view, true);
  }

  @Override
  public String getServletPath() {
    return PREFIX;
  }

  @Override
  public String getPathInfo() {
    return "/" + view.path() + SUFFIX;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return shownOnly ? null : super.getParameter(name);
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return shownOnly ? null : super.getParameterValues(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return shownOnly ? Map.of() : super.getParameterMap();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return shownOnly ? Collections.emptyEnumeration() : super.getParameterNames();
  }

  /** Pages are answered whole, also to who asks for a part as scripts of Faces do. */
  @Override
  public @Nullable String getHeader(String name) {
    return name.equalsIgnoreCase(PARTIAL) ? null : super.getHeader(name);
  }

  @Override
  public String getMethod() {
    return shownOnly ? "GET" : super.getMethod();
  }

  /** The URL's path of what Faces calls by the name of its file. */
  static String withoutSuffix(String url) {
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query);
    String rest = query < 0 ? "" : url.substring(query);
    return path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) + rest : url;
  }
}
