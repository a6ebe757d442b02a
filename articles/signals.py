"""What articles tell the other rooms, always inside the transaction: a listener that fails undoes the whole act.

revision_saved      revision: Revision          a draft's words were written
revision_published  revision: Revision          sent before the row is frozen; a receiver may set `revision.page` or, by
                                                returning bytes, have what it froze sealed into the revision's hash
article_withdrawn   article: Article
step_asked          revision: Revision, verb: str, by: By, reason: str
                                                before a step of the flow, and when its page is shown; a receiver answers with
                                                a list of Question (articles/publishing.py) and writes nothing but what the
                                                reason of a server command settles
"""

from django.dispatch import Signal

revision_saved = Signal()
revision_published = Signal()
article_withdrawn = Signal()
step_asked = Signal()
