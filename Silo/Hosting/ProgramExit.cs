namespace RetailGrains.Silo.Hosting;

/// <summary>
/// How the program ends, where that is decided while it runs. <see cref="Environment.ExitCode"/> will not do: .NET sets it on SIGTERM, which
/// is how a program is stopped in order.
/// </summary>
internal sealed class ProgramExit
{
    /// <summary>The exit code; 0 until something went wrong.</summary>
    public int Code { get; set; }
}
