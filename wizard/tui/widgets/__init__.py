"""What the pages are made of. No widget here parses markup, and none reaches up to the app."""
