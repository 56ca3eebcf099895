namespace RetailGrains.Figures;

/// <summary>
/// The called activation is no longer current, because a twin has saved or a rebuild has finished, and it deactivates. A retry reaches a
/// new activation.
/// </summary>
[GenerateSerializer, Alias("retail.StaleActivationException")]
public sealed class StaleActivationException : OrleansException
{
    /// <summary>Creates the exception.</summary>
    public StaleActivationException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public StaleActivationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public StaleActivationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
