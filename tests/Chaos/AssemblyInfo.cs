// Each of them has the machine's processors to itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
