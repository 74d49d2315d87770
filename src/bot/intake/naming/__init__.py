"""Who acts in a sentence, and what a heading names: category, role, organisation."""
