"""What is true of Chinese text and of nothing here: the words, numbers, dates and names of it.

A toolbox: its modules are its doors, and none of them knows what a bulletin is.

lexicon      jieba: its dictionary, and how it cuts
text         the normal form, the words of a text, sentences
folding      the normal form that keeps every character's place
numbers      三百一十六, 12.7%, 9.79亿 → a value with its measure word
dates        2020年4月15日 → 2020-04-15
name_parts   how the name of an organisation is built: place, brand, trade, form
spelling     how far two spellings are apart: letters, sounds, shapes
slugs        a title in Latin letters
cues         words that tell what kind of question a sentence is
word_lists   lists of words from `data/`
"""
