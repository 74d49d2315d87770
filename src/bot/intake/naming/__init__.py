"""Who acts in a text, and what a heading names: category, role, organisation.

views       what is seen of each character: its word, lists of words, forms, what is near
tagger      the chain of tags over characters: where names begin and end
acting      what is seen of a name: what stands before and behind it
model       the weights of both, fitted by `tools/fit_tagger.py`
elided      names whose end the next name of a list holds
actors      all of these: the names of a text, and who acts
subjects    whether a statement without a name goes on with the doer before
roles       the roles in a heading
headings    what a heading names
"""
