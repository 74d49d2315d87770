"""A bot that answers questions about news bulletins, word for word and with the source.

    write:  file → Document → Bulletin → YAML in knowledge/
    load:   Bulletins → Passages → Gazetteer, Index → Snapshot   (replaced whole, never changed)
    read:   Message → Question → Answer → Reply → Telegram, terminal or JSON

Start with `model` (the nouns), then `conversation.Conversation.reply` (the verb).
"""
