namespace RetailGrains.Figures;

/// <summary>
/// The activation that was called has found that it is not the current one (a twin has saved, or the projections changed over) and gives
/// up. The same call again finds a new activation.
/// </summary>
[GenerateSerializer, Alias("retail.StaleActivationException")]
public sealed class StaleActivationException : OrleansException
{
    /// <summary>Says nothing more.</summary>
    public StaleActivationException()
    {
    }

    /// <summary>Says what was found.</summary>
    public StaleActivationException(string message)
        : base(message)
    {
    }

    /// <summary>Says what was found, and from what.</summary>
    public StaleActivationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
