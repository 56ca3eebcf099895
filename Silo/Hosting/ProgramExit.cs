namespace RetailGrains.Silo.Hosting;

/// <summary>
/// The exit code of a program that ends while it is running. <see cref="Environment.ExitCode"/> is unsuitable: .NET sets it on SIGTERM,
/// which is a normal stop.
/// </summary>
internal sealed class ProgramExit
{
    /// <summary>The exit code; 0 until a failure.</summary>
    public int Code { get; set; }
}
