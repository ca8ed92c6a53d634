"""A decision that can be asked why, and why not otherwise: from the decision alone, however long ago it was.

A newcomer starts at `account`, then `differences`, then `turning`; `document` and `markdown` write an account down.
"""
