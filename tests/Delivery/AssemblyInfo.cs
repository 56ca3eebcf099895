// Three scripts at a time: the restore drill waits for much of its time.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
