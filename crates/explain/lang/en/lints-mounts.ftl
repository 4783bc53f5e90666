# Lints about mounts.

lint-t0040 = the numbers at the end of a mount line
lint-t0040-typo = `{ $text }` is a typing mistake for `0 0`: nothing reads it as numbers
lint-t0040-why = The last two fields are numbers from the days of dump and fsck, and mean nothing for a container. The comma comes from a recipe and is copied with it.
lint-t0040-fix = write two noughts, or nothing
