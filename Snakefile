# The entry that `snakemake` finds; the workflow itself is in workflow/.
include: "workflow/Snakefile"


# An included file does not hand its default target on.
workflow.default_target = "all"
