"""Other programs doing the same, each as its own documentation shows, in a process of its own.

Each script gets one JSON object on standard input (:class:`bench.batch_peers.Job`) and prints the
seconds of each file. They import nothing of this program.
"""
