namespace RetailGrains.Api.Commands;

/// <summary>A task that a started server performs while it serves requests.</summary>
internal abstract record ServerWork
{
    /// <summary>Records generated sales; the server keeps serving.</summary>
    internal sealed record Demo(int Count) : ServerWork;

    /// <summary>Imports a file.</summary>
    /// <param name="Path">An existing file.</param>
    /// <param name="Serve">Whether the server keeps serving; otherwise it never listens.</param>
    internal sealed record Import(string Path, bool Serve) : ServerWork;

    /// <summary>Whether the process ends after the task.</summary>
    public bool EndsTheProcess => this is Import { Serve: false };
}
