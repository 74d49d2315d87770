"""Lines → headings, and the paragraphs that stand under each."""
