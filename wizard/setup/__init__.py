"""The wizard without a screen: the pages in order, their questions, their live tests, and what an edit invalidates."""
