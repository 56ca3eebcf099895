namespace RetailGrains.Failures;

/// <summary>How to react to a failure.</summary>
public enum FailureKind
{
    /// <summary>
    /// The database refused this data and stored nothing of it. A retry with the same data fails again; other data may succeed.
    /// </summary>
    Refused,

    /// <summary>Something was unreachable or busy: the outcome may be unknown. Retry with backoff.</summary>
    Transient,

    /// <summary>
    /// The database answers, and will refuse until an operator acts: its disk is full, it is read-only, a privilege or a table is missing.
    /// Report it once and retry at a low rate.
    /// </summary>
    Permanent,

    /// <summary>
    /// Neither the data nor the database explains it: the program has a bug. Log it with its stack trace, and restart from a clean state.
    /// </summary>
    Bug,
}
