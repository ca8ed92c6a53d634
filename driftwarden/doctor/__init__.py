"""`driftwarden doctor`: one page of what is wrong and what to do about it.

Looks at everything and changes nothing but letters that it is asked to revive; may import what the front door may.
A newcomer starts at `driftwarden.doctor.visiting`; one more check is one function and one line in its table.
"""
