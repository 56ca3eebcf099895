namespace RetailGrains.Tests.Delivery;

/// <summary>A test that runs a script of deploy/ with its tools; it is skipped when RETAIL_CHECKS is 0.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckFactAttribute : FactAttribute
{
    /// <summary>Skips the test when RETAIL_CHECKS is 0.</summary>
    public CheckFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("RETAIL_CHECKS") == "0") Skip = "Starts processes: left out by RETAIL_CHECKS=0.";
    }
}

/// <summary>The same for a script that builds images; it is skipped unless RETAIL_LONG is 1.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongCheckFactAttribute : FactAttribute
{
    /// <summary>Skips the test unless RETAIL_LONG is 1.</summary>
    public LongCheckFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("RETAIL_LONG") != "1") Skip = "Takes minutes: left out unless RETAIL_LONG=1.";
    }
}
