namespace RetailGrains.Figures;

/// <summary>
/// The called activation is no longer current, because a twin has saved or a rebuild has finished, and it deactivates. A retry reaches a
/// new activation.
/// </summary>
[GenerateSerializer, Alias("retail.StaleActivationException")]
public sealed class StaleActivationException : OrleansException
{
    public StaleActivationException()
    {
    }

    public StaleActivationException(string message)
        : base(message)
    {
    }

    public StaleActivationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
