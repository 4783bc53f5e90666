# Answers to single questions. { $list } is written as a list already.

answer-used-by = Comes up with
answer-list = { $list }
answer-mend = What to do
answer-before = Before ({ $release })
answer-after = After
answer-number = Number
answer-group = Usual group
answer-companions = Usually with
answer-companion = { $node } ({ $name })
answer-stable = Names that stay
answer-mistake = Often wrong
answer-nodes = Nodes here
answer-here-is = Here it is
answer-line = { $dialect }
answer-key-of = { $dialect }
answer-others = In { $dialect }

answer-capability = Lets a process { $what }.
answer-capability-mapped = In an unprivileged container a capability holds for what belongs to the container's own namespaces, and for nothing else of the host.
answer-capability-risk = In a privileged container, where it holds for the host.
answer-capability-risk-mapped = In an unprivileged container.

answer-device = { $node } is { $name }: { $grants }.
answer-reserved = The kernel's list of devices reserves the number: it is the same on every Linux host (devices.txt).
answer-dynamic = The number is handed out when a driver loads: on another host, or after the next boot, it can be another device. A line that names it is right by chance; name the node by its path.
answer-local = The number is left to everybody's own use: nothing says what it is elsewhere.
answer-unreserved = The kernel's list of devices does not have this number.
answer-driver = A driver has it: { $names }.
answer-no-driver = No driver has it: opening such a node fails with "No such device or address" (ENXIO) or "No such device" (ENODEV).
answer-no-node = There is no such node.
answer-path-unknown = No table of devices here has { $path }.
answer-risk-real = In a privileged container: { $why }.
answer-risk-mapped = In an unprivileged container.

answer-key = { $key }: { $value }; { $versions }
answer-always = in every version that Transom reads
answer-since = since { $since }
answer-until = until { $until }, which no longer has it
answer-between = since { $since }, until { $until }, which no longer has it
answer-value-bool = yes or no
answer-value-any-number = a whole number
answer-value-from = a whole number from { $min }
answer-value-range = a whole number from { $min } to { $max }
answer-value-choice = one of { $words }
answer-value-text = { $what }
answer-value-parts = parts { $parts }
answer-value-object = a part of a document with settings of its own
answer-value-list = a list
