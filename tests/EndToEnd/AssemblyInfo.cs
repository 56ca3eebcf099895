// Two at a time: every test starts processes, and waits for much of its time until they have done something.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
