"""`Document` → `Page`: title, date, source and the body's lines, without the page's noise."""
