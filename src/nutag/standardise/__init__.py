"""The standardise stage: from the files of datasets to typed tables, a part a job.

Each part is one function of the configuration blocks and the files, so that a job of the workflow,
``nutag check`` and a test all run the same.
"""
