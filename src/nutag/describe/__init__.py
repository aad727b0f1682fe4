"""`nutag describe`: from a file that nobody has configured to a dataset block to paste.

What comes out is a proposal with its evidence. A run never guesses: it does what the configuration
says.
"""
