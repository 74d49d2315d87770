"""What admins change from the chat: `Publishing` offers, publishes, undoes and pins.

publishing   a page is offered, published, undone, one change at a time
pins         answers that must stay, and what would change one
replies      what admins are told
"""

from bot.publishing import pins, replies
from bot.publishing.publishing import Publishing

__all__ = ["Publishing", "pins", "replies"]
