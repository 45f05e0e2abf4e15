"""Questions and texts over a page. The caller gets a value, never a widget."""
