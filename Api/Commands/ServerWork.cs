namespace RetailGrains.Api.Commands;

/// <summary>What a server that has started does besides serving.</summary>
internal abstract record ServerWork
{
    /// <summary>Fills the ledger with made-up sales; the server goes on serving.</summary>
    internal sealed record Demo(int Count) : ServerWork;

    /// <summary>Imports a file.</summary>
    /// <param name="Path">An existing file.</param>
    /// <param name="Serve">Whether the server goes on serving; otherwise it never listens.</param>
    internal sealed record Import(string Path, bool Serve) : ServerWork;

    /// <summary>Whether the process ends when this is done.</summary>
    public bool EndsTheProcess => this is Import { Serve: false };
}
