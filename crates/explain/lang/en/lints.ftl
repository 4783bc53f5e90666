# Lints: what is around the findings. Titles, findings, reasons and ways of each lint are in lints-SUBJECT.ftl:
# lint-tNNNN is its title, -why why it matters, -fix the way on, the others are findings. Findings and ways have no full stop.

lint-write = { $way }: { $line }
lint-mends = { $way } (`transom fix` does it)

lint-t0001 = a comment that allows nothing
lint-t0001-idle = this allows { $lints }, which nothing here has
lint-t0001-unknown = there is no lint { $word }
lint-t0001-why = A comment that outlives its reason would hide a fault that somebody makes later.
lint-t0001-fix = take the comment out, or put it on or directly above the line that it is about
