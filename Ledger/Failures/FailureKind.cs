namespace RetailGrains.Failures;

/// <summary>What a failure asks of whoever meets it.</summary>
public enum FailureKind
{
    /// <summary>The database refused this data, and stored nothing of it. Other data may pass; the same will not.</summary>
    Refused,

    /// <summary>Something was out of reach or busy: the outcome may be unknown. Retry with back-off.</summary>
    Transient,

    /// <summary>
    /// The database answers, and will go on refusing until an operator acts: its disk is full, it is read-only, a right or a table is
    /// missing. Report it once and retry at a low rate.
    /// </summary>
    Permanent,

    /// <summary>Neither the data nor the database explains it: the program is wrong. Log it with its stack, and start from a clean state.</summary>
    Bug,
}
