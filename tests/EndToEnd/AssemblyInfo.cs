// Every test starts processes that use all the processors there are.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
