// Three scripts run in parallel, because the restore drill spends much of its time waiting.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
