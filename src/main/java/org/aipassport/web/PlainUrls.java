package org.aipassport.web;

import jakarta.faces.application.ViewHandler;
import jakarta.faces.application.ViewHandlerWrapper;
import jakarta.faces.context.FacesContext;
import java.util.List;
import java.util.Map;

/** Shows people the names of pages and not of the files behind them. */
public class PlainUrls extends ViewHandlerWrapper {
  public PlainUrls(ViewHandler wrapped) {
    super(wrapped);
  }

  @Override
  public String getActionURL(FacesContext context, String viewId) {
    return ViewRequest.withoutSuffix(super.getActionURL(context, viewId));
  }

  @Override
  public String getRedirectURL(
      FacesContext context,
      String viewId,
      Map<String, List<String>> parameters,
      boolean includeViewParams) {
    return ViewRequest.withoutSuffix(
        super.getRedirectURL(context, viewId, parameters, includeViewParams));
  }

  @Override
  public String getBookmarkableURL(
      FacesContext context,
      String viewId,
      Map<String, List<String>> parameters,
      boolean includeViewParams) {
    return ViewRequest.withoutSuffix(
        super.getBookmarkableURL(context, viewId, parameters, includeViewParams));
  }
}
