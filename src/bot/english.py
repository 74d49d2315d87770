"""The frame in English, for those whose client is; quotations stay verbatim."""

from bot.phrases import Words

_HELP = (
    "Ask in a sentence of your own, in Chinese as the bulletins are; I answer with their words\n"
    "and name the source. For example:\n"
    "· 蓝天救援队做了什么 (what did a team do)\n"
    "· 谁捐了口罩 (who gave masks)\n"
    "· 有哪些角色 (which roles are there)\n\n"
)

EN = Words(
    chat={
        "greeting": "Hello! I answer with the bulletins' own words: what an organisation did, "
        "who did something, how much there was.",
        "thanks": "You are welcome. Say the name of an organisation or a role to go on.",
        "farewell": "Goodbye, come back any time.",
        "identity": "I am a bot that answers from published bulletins: word for word, with the "
        "source. What they do not say I do not answer.",
        "ability": "Ask by organisation, role, category, place or number; I answer with the "
        "bulletins' words. /roles lists roles, /orgs organisations, /help says how to ask.",
    },
    clarify={
        "empty": "What would you like to know? Name an organisation, a role or a place.",
        "whom": "Which one do you mean?",
        "which": "Several names are alike. Which one do you mean?",
        "what": "What would you like to know? Name an organisation, a role or a place.",
    },
    refuse={
        "outside": "I cannot help with that: I only answer what the bulletins say.",
        "not_said": "The bulletins do not mention this.",
        "not_printed": "The bulletins do not print this.",
        "unknown_name": "The bulletins have no organisation of that name.",
        "no_more": "There is no more.",
        "no_item": "There is no such item.",
    },
    commands={
        "start": "Start",
        "help": "How to ask",
        "ask": "Ask: /ask question",
        "roles": "Roles",
        "orgs": "Organisations",
        "bulletins": "Bulletins",
        "source": "Source and date of a bulletin",
        "why": "Why the last answer came about",
        "privacy": "What is kept, and for how long",
        "forget": "Delete what is kept of me",
        "whoami": "My id",
        "reload": "Load the knowledge folder again (admins)",
        "unanswered": "Questions without an answer (admins)",
        "feedback": "Votes on answers (admins)",
        "stats": "How many questions (admins)",
    },
    say={
        "hello": "Hello! ",
        "hello_name": "Hello {name}! ",
        "intro": "I answer what the bulletins say: in their own words, with the source, and "
        "nothing else.\nType a question in Chinese, or press an example:",
        "help": _HELP,
        "ask_what": "Write the question after /ask, for example: /ask 谁捐了口罩",
        "no_command": "There is no such command; /help lists them.",
        "gone": "The bulletins have changed and no longer have this.",
        "renewed": "The bulletins have changed; this is what they say now.",
        "see_roles": "See the roles",
        "not_found": "Not found: {words}.",
        "there_is": "The bulletins have: {names}.",
        "press_below": "The buttons below show what the bulletins have.",
        "contact": "You can also ask: {contact}",
        "read_as": "(read as {words})",
        "no_text": "I only read text: please type your question.",
        "failure": "Sorry, something went wrong. Please try again later. (number {number})",
        "too_many": "That was too fast; please wait a minute.",
        "source": "Source",
        "why": "Why",
        "thanks": "Thank you!",
        "no_entry": "This question is no longer kept.",
        "description": "Answers questions about Chinese bulletins in their own words, and names "
        "the source. What they do not say is not answered. Just type a question.",
        "short_description": "Answers from bulletins, word for word and with the source.",
        "open": "Open the bot",
        "keeps_nothing": "Nothing that you ask is kept here.",
        "privacy": "To improve answers I keep your questions, the kind of each answer and your "
        "👍 👎; after {days} days they are deleted.\nYour name and id are not kept, only a code "
        "that cannot be turned back.\n/forget deletes all of it now.",
        "forgotten": "Deleted what was kept of you: {count} entries.",
    },
)
