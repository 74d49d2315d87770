"""A bot that answers questions about news bulletins, word for word and with the source.

Documents become bulletins, bulletins become a snapshot, a message and a snapshot become a reply:

    intake         a file's bytes → Bulletin, with what a person should look at
    library        a folder of bulletins → Snapshot   (replaced whole, never changed)
    questions      a message and a snapshot → Question
    answers        a question and a snapshot → Answer
    replies        answers, errors and commands → Reply
    conversation   Message → Reply: the only path through the bot
    publishing     what admins change from the chat
    storage        what is kept of questions and of what was published
    search         any texts → Index, which ranks them
    chinese        text, numbers, dates and names
    telegram, cli  skins: they translate and decide nothing
    app            settings and wiring

Each room's `__init__` says what it makes and offers its door; what is behind it is nobody else's
business. Start with `model` (the nouns), then `conversation.Conversation.reply` (the verb).
"""
